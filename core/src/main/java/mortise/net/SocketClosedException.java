package mortise.net;

import java.net.SocketException;

/** The socket was closed before or during a call. */
@SuppressWarnings("serial") // the details do not outlive the process
final class SocketClosedException extends SocketException implements DetailedFailure {
  private final FailureDetails details;

  SocketClosedException(FailureDetails details) {
    super(details.text("the socket is closed"));
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
