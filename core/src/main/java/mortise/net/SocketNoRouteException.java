package mortise.net;

import java.net.NoRouteToHostException;

/** A call failed because no route leads to the peer: EHOSTUNREACH or ENETUNREACH. */
@SuppressWarnings("serial") // the details do not outlive the process
final class SocketNoRouteException extends NoRouteToHostException implements DetailedFailure {
  private final FailureDetails details;

  SocketNoRouteException(FailureDetails details) {
    super(details.text());
    this.details = details;
  }

  SocketNoRouteException(FailureDetails details, String words) {
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
