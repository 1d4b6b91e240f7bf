package mortise.cli.nc;

/** What was asked for cannot be done; the message is the sentence that says so. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UsageException(String sentence) {
    super(sentence, null, false, false);
  }
}
