package mortise.net;

import java.io.IOException;
import java.net.NoRouteToHostException;
import java.util.List;
import java.util.stream.Collectors;
import mortise.poll.Outcome;
import mortise.sys.SysErrno;
import org.jspecify.annotations.Nullable;

/** The one place where a failed call becomes an exception. */
final class SocketExceptions {
  private SocketExceptions() {}

  /** The exception for a call's result, which is an {@link Outcome} or {@code -errno}. */
  static IOException of(
      long result, String call, @Nullable Address local, @Nullable Address peer, long transferred) {
    if (result == Outcome.CLOSED) {
      return new SocketClosedException(details(SysErrno.EBADF, call, local, peer, transferred));
    }
    if (result == Outcome.TIMED_OUT) {
      return new SocketTimedOutException(
          details(SysErrno.ETIMEDOUT, call, local, peer, transferred), "timed out");
    }
    if (result == Outcome.INTERRUPTED) {
      return new SocketInterruptedException(
          details(SysErrno.EINTR, call, local, peer, transferred));
    }
    return ofErrno(details((int) -result, call, local, peer, transferred));
  }

  /** Whether a result is a timeout, or EAGAIN of a call that does not wait. */
  static boolean isTimeout(long result) {
    return result == Outcome.TIMED_OUT || result == -SysErrno.EAGAIN;
  }

  private static FailureDetails details(
      int errno, String call, @Nullable Address local, @Nullable Address peer, long moved) {
    return new FailureDetails(new Errno(errno), call, local, peer, moved);
  }

  private static IOException ofErrno(FailureDetails details) {
    switch (details.errno().number()) {
      case SysErrno.EAGAIN, SysErrno.EINPROGRESS, SysErrno.EALREADY -> {
        return new SocketTimedOutException(details, details.errno().message());
      }
      case SysErrno.EHOSTUNREACH, SysErrno.ENETUNREACH -> {
        return new SocketNoRouteException(details);
      }
      default -> {
        return switch (details.call()) {
          case "bind" -> new SocketBindException(details);
          case "connect" -> new SocketConnectException(details);
          default -> ofOtherCall(details);
        };
      }
    }
  }

  private static IOException ofOtherCall(FailureDetails details) {
    int errno = details.errno().number();
    if (errno == SysErrno.ECONNREFUSED) {
      return new SocketPortUnreachableException(details);
    }
    // Sockets with SO_REUSEADDR that are bound to one address meet in listen.
    return errno == SysErrno.EADDRINUSE && details.call().equals("listen")
        ? new SocketBindException(details)
        : new SocketCallException(details);
  }

  /**
   * None of several addresses answered. The text has the reason of each, and their exceptions are
   * suppressed; the errno is that of the last.
   *
   * @param timedOut whether it was the caller's deadline that ended the attempts
   */
  static IOException ofAll(String target, List<IOException> reasons, boolean timedOut) {
    if (reasons.size() == 1) {
      return reasons.getFirst();
    }
    String words =
        reasons.stream()
            .map(reason -> String.valueOf(reason.getMessage()).replaceFirst("^connect ", ""))
            .collect(Collectors.joining("; ", "no address answered: ", ""));
    Errno errno = ((SocketFailure) reasons.getLast()).errno();
    FailureDetails details =
        new FailureDetails(errno, "connect " + Printable.of(target), null, null, 0);
    IOException all =
        timedOut
            ? new SocketTimedOutException(details, words)
            : reasons.stream().allMatch(NoRouteToHostException.class::isInstance)
                ? new SocketNoRouteException(details, words)
                : new SocketConnectException(details, words);
    reasons.forEach(all::addSuppressed);
    return all;
  }

  /** A part of a path that the kernel's struct cannot hold. */
  static IOException nameTooLong(String call, Unix address, int bytes, int room) {
    FailureDetails details = about(SysErrno.ENAMETOOLONG, call, address);
    String text = "name of " + bytes + " bytes, the kernel takes " + room;
    return switch (call) {
      case "bind" -> new SocketBindException(details, text);
      case "connect" -> new SocketConnectException(details, text);
      default -> new SocketCallException(details, text);
    };
  }

  /** A path that may not be bound, and why. */
  static IOException taken(Unix address, String why) {
    return new SocketBindException(about(SysErrno.EADDRINUSE, "bind", address), why);
  }

  /** An address that is not of the socket's family. */
  static IllegalArgumentException wrongFamily(String call, Family family, Address address) {
    String words = address.family() + " address on a socket of family " + family;
    return new AddressFamilyException(about(SysErrno.EAFNOSUPPORT, call, address), words);
  }

  /** The details of a call that was not made because of its address. */
  private static FailureDetails about(int errno, String call, Address address) {
    boolean own = call.equals("bind");
    return new FailureDetails(errno, call, own ? address : null, own ? null : address);
  }

  /** Named for the JDK's exception, which is the one to catch. */
  static String named(Throwable failure) {
    return failure.getClass().getSuperclass().getName() + ": " + failure.getMessage();
  }
}
