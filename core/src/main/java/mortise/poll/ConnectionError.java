package mortise.poll;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import mortise.sys.PollH;
import mortise.sys.SysErrno;
import mortise.sys.struct.Pollfd;

/**
 * The error that ended a connection, kept for every call that comes after the one that took it.
 *
 * <p>The kernel reports a socket's error once: {@code sock_error()} clears it, so the call that
 * asks second sees 0 from recv, an orderly end, or EPIPE from send. A connection that was reset
 * must not look as if its peer had finished.
 *
 * <p>Only a recv that returned 0 or a send that failed looks here; a call that succeeds costs
 * nothing.
 */
final class ConnectionError {
  private static final VarHandle RESOLVING;

  static {
    try {
      RESOLVING =
          MethodHandles.lookup().findVarHandle(ConnectionError.class, "resolving", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * Bounds the wait for calls that are about to leave, so that a call that does not leave delays an
   * end and does not hide it.
   */
  private static final long MAX_WAIT_NANOS = 500_000_000;

  private static final long PAUSE_NANOS = 20_000;

  private final Descriptor descriptor;

  /**
   * The errno, or 0. Plain: it is written before the call that took the error leaves, and leaving
   * writes the descriptor's state, which readers read first.
   */
  private int errno;

  /** How many calls wait in {@link #resolve} for the others to leave. */
  private volatile int resolving;

  ConnectionError(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /** The errno that ended the connection, or 0 as far as is known. */
  int errno() {
    return errno;
  }

  /** Forgets the error: the socket is about to be connected anew. */
  void clear() {
    errno = 0;
  }

  /** Keeps an error that a call has taken, if it is one that ends a connection. */
  void record(int taken) {
    if (isFatal(taken)) {
      errno = taken;
    }
  }

  private boolean isFatal(int taken) {
    return switch (taken) {
      case SysErrno.ECONNRESET, SysErrno.ECONNABORTED, SysErrno.ETIMEDOUT -> true;
      // With IP_RECVERR set a TCP connection reports these and goes on, ip(7).
      case SysErrno.EHOSTUNREACH,
          SysErrno.ENETUNREACH,
          SysErrno.EHOSTDOWN,
          SysErrno.ENETDOWN,
          SysErrno.ENETRESET,
          SysErrno.ENONET,
          SysErrno.ECONNREFUSED,
          SysErrno.EPROTO,
          SysErrno.EBADMSG,
          SysErrno.ENOPROTOOPT ->
          isHungUp();
      default -> false;
    };
  }

  /**
   * The errno that explains why a recv returned 0 or a send EPIPE; 0 where the peer, or this end's
   * own shutdown, is the reason.
   *
   * <p>Another call may have taken the error and not have noted it here yet. On a connection of
   * which both directions are over no call waits any more, so all others leave at once, and are
   * waited for. A call belongs around this one.
   */
  int resolve() {
    if (descriptor.calls() > 1 && errno == 0 && isHungUp()) {
      RESOLVING.getAndAdd(this, 1);
      try {
        awaitOthers();
      } finally {
        RESOLVING.getAndAdd(this, -1);
      }
    }
    return errno;
  }

  private void awaitOthers() {
    long begin = System.nanoTime();
    while (descriptor.calls() > resolving
        && errno == 0
        && System.nanoTime() - begin < MAX_WAIT_NANOS) {
      // An interrupted thread does not park, and must let the others of its loop run all the same.
      Thread.yield();
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private boolean isHungUp() {
    MemorySegment entry = Pollfd.of(descriptor.number(), 0);
    return PollH.poll(entry) > 0 && (Pollfd.revents(entry) & PollH.POLLHUP) != 0;
  }
}
