package mortise.cli;

/** The {@code mortise} command. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {}
}
