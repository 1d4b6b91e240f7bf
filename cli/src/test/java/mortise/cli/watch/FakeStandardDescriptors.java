package mortise.cli.watch;

/** A process whose standard streams are what the test says. */
record FakeStandardDescriptors(
    boolean typesInput, boolean showsOutput, boolean drawsErrors, long remainingInput)
    implements StandardDescriptors {
  /** Everything is a pipe. */
  static final FakeStandardDescriptors PIPES = new FakeStandardDescriptors(false, false, false, -1);

  /** A file goes in, everything else is a terminal. */
  static FakeStandardDescriptors fileOnTerminal(long size) {
    return new FakeStandardDescriptors(false, true, true, size);
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
