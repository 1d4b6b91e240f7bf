package mortise.process;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import mortise.net.Errno;
import mortise.net.Printable;
import mortise.poll.Outcome;
import mortise.sys.StringH;
import mortise.sys.SysErrno;

/** The one place where a failed call of this package becomes an exception. */
final class DescriptorExceptions {
  private DescriptorExceptions() {}

  /** The exception for a call's result, which is an {@link Outcome} or {@code -errno}. */
  static IOException of(long result, String call, Object about, long transferred) {
    String text = text(call, about);
    String after = transferred > 0 ? " after " + transferred + " bytes" : "";
    if (result == Outcome.TIMED_OUT || result == -SysErrno.EAGAIN) {
      return new SocketTimeoutException(text + "timed out" + after);
    }
    if (result == Outcome.INTERRUPTED) {
      return new InterruptedIOException(text + "interrupted" + after);
    }
    return errno(result, call, text, after, transferred);
  }

  /** Returns a result {@code >= 0}, or throws for a call that cannot wait. */
  static int check(long result, String call, Object about) throws DescriptorException {
    if (result < 0) {
      throw errno(result, call, text(call, about), "", 0);
    }
    return (int) result;
  }

  private static String text(String call, Object about) {
    return call + " " + Printable.line(String.valueOf(about)) + ": ";
  }

  private static DescriptorException errno(
      long result, String call, String text, String after, long transferred) {
    boolean closed = result == Outcome.CLOSED;
    Errno errno = closed ? Errno.EBADF : new Errno((int) -result);
    String reason = closed ? null : StringH.reason(errno.number());
    String message = errno.message() + (reason == null ? "" : ", " + reason);
    String words = (closed ? "closed" : message) + " (" + errno.name() + ")";
    return new DescriptorException(errno, call, text + words + after, transferred);
  }
}
