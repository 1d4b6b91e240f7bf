package mortise.net;

import java.net.ConnectException;

/** A connect(2) failed. */
@SuppressWarnings("serial") // the details do not outlive the process
final class SocketConnectException extends ConnectException implements DetailedFailure {
  private final FailureDetails details;

  SocketConnectException(FailureDetails details) {
    super(details.text());
    this.details = details;
  }

  SocketConnectException(FailureDetails details, String words) {
    super(details.text(words));
    this.details = details;
  }

  @Override
  public FailureDetails details() {
    return details;
  }

  @Override
  public String toString() {
    return SocketExceptions.named(this);
  }
}
