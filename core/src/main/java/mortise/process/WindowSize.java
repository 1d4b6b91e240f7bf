package mortise.process;

/** How many rows and columns a terminal shows, each 0..65535; zero is not known. */
public record WindowSize(int rows, int columns) {
  public WindowSize {
    if (rows < 0 || rows > 0xffff || columns < 0 || columns > 0xffff) {
      throw new IllegalArgumentException(
          rows + " rows, " + columns + " columns: each is a number of 0..65535");
    }
  }
}
