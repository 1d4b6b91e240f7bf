package mortise.net;

import java.net.PortUnreachableException;

/** A call on a connected datagram socket found its peer's port closed: ECONNREFUSED. */
@SuppressWarnings("serial") // the details do not outlive the process
final class SocketPortUnreachableException extends PortUnreachableException
    implements DetailedFailure {
  private final FailureDetails details;

  SocketPortUnreachableException(FailureDetails details) {
    super(details.text());
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
