package mortise.cli.http;

/** That a request gets an error for a response. */
final class HttpError extends Exception {
  private static final long serialVersionUID = 1;

  final String status;

  /** Whether the connection goes on. After a request that could not be read it does not. */
  final boolean goesOn;

  private HttpError(String status, boolean goesOn) {
    super(status, null, false, false);
    this.status = status;
    this.goesOn = goesOn;
  }

  /** A request that was not understood: what follows it may be part of it. */
  static HttpError ofMessage(String status) {
    return new HttpError(status, false);
  }

  /** A request that was understood and not carried out. */
  static HttpError ofResource(String status) {
    return new HttpError(status, true);
  }
}
