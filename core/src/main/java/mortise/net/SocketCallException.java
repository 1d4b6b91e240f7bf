package mortise.net;

import java.net.SocketException;

/** A call failed for a reason that has no exception of its own in the JDK. */
@SuppressWarnings("serial") // the details do not outlive the process
final class SocketCallException extends SocketException implements DetailedFailure {
  private final FailureDetails details;

  SocketCallException(FailureDetails details) {
    super(details.text());
    this.details = details;
  }

  SocketCallException(FailureDetails details, String words) {
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
