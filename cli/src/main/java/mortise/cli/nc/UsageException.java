package mortise.cli.nc;

/** Invalid usage; the message is the sentence for the user. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UsageException(String sentence) {
    super(sentence, null, false, false);
  }
}
