package mortise.net;

import java.io.InterruptedIOException;

/** The thread was interrupted while a call waited. */
@SuppressWarnings("serial") // the details do not outlive the process
final class SocketInterruptedException extends InterruptedIOException implements DetailedFailure {
  private final FailureDetails details;

  SocketInterruptedException(FailureDetails details) {
    super(details.text("the thread was interrupted"));
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
