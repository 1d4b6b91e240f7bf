package mortise.net;

import java.net.BindException;

/** A bind(2) failed. */
@SuppressWarnings("serial") // the details do not outlive the process
final class SocketBindException extends BindException implements DetailedFailure {
  private final FailureDetails details;

  SocketBindException(FailureDetails details) {
    super(details.text());
    this.details = details;
  }

  SocketBindException(FailureDetails details, String words) {
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
