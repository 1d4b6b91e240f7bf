package mortise.bench;

/**
 * How the measurement of a cell is cut up, so that the servers take turns many times in it. What
 * changes on a shared machine changes within seconds; the shorter the slices, the more of it all
 * servers see alike.
 */
record Slices(int count, int millis) {
  /**
   * A slice has to be longer than answers take, which grows with the connections.
   *
   * @param wholeMillis the sum of the slices
   */
  static Slices of(Cell cell, int wholeMillis) {
    int millis = cell.connections() <= 100 ? 20 : cell.connections() <= 1000 ? 60 : 300;
    return new Slices(Math.max(2, Math.ceilDiv(wholeMillis, millis)), millis);
  }

  /** What does not count at the beginning of a slice. */
  int runInMillis() {
    return millis / 4;
  }
}
