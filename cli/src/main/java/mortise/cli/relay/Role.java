package mortise.cli.relay;

/** Which of the two addresses one is, and so which ways it needs. */
record Role(boolean first, boolean oneWay) {
  /** Whether bytes are taken from it; a file is taken from as the first address alone. */
  boolean reads() {
    return first || !oneWay;
  }

  /** Whether bytes are given to it. */
  boolean writes() {
    return !first || !oneWay;
  }
}
