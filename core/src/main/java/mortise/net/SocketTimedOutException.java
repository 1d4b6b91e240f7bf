package mortise.net;

import java.net.SocketTimeoutException;

/** The deadline of a call passed, or a non-blocking call would have waited. */
@SuppressWarnings("serial") // the details do not outlive the process
final class SocketTimedOutException extends SocketTimeoutException implements DetailedFailure {
  private final FailureDetails details;

  SocketTimedOutException(FailureDetails details, String words) {
    super(details.text(words));
    this.details = details;
    bytesTransferred = (int) Math.min(Integer.MAX_VALUE, details.transferred());
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
