package mortise.cli.watch;

/** A process whose standard streams are what the test says. */
record FakeStandard(
    boolean typesInput, boolean showsOutput, boolean drawsErrors, long remainingInput)
    implements Standard {
  /** Everything is a pipe. */
  static final FakeStandard PIPES = new FakeStandard(false, false, false, -1);

  /** A file goes in, everything else is a terminal. */
  static FakeStandard fileOnTerminal(long size) {
    return new FakeStandard(false, true, true, size);
  }

  @Override
  public boolean coloursErrors() {
    return drawsErrors;
  }

  @Override
  public boolean hasFile() {
    return remainingInput >= 0;
  }

  @Override
  public boolean isForeground() {
    return true;
  }
}
