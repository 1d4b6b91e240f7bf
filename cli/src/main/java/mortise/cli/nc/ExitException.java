package mortise.cli.nc;

/** Ends the program with a status and a sentence, where it is no fault of the network. */
final class ExitException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  /**
   * @param sentence the message; null for none
   */
  ExitException(int status, String sentence) {
    super(sentence, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }
}
