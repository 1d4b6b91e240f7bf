package mortise.poll;

import java.io.IOException;

/**
 * The permission that a loop may move the bytes of a socket by io_uring, {@link
 * Descriptor#permitRing}: the way of the server layer to its descriptor.
 */
public final class RingPermit {
  /** What is known to the package of sockets alone. */
  public interface Sockets {
    /** The descriptor of a socket. */
    Descriptor descriptor(Object socket);

    /** The instant of a deadline, see {@link WaitLimit}. */
    long waitLimit(Object deadline);

    /** The exception for a send's result, which is an {@link Outcome} or {@code -errno}. */
    IOException failure(Object socket, long result);
  }

  private static volatile Sockets sockets;

  private final Descriptor descriptor;

  private final Object socket;

  private RingPermit(Object socket, Descriptor descriptor) {
    this.socket = socket;
    this.descriptor = descriptor;
  }

  /** Called once, by the class of sockets. */
  public static void install(Sockets known) {
    sockets = known;
  }

  /**
   * Permits it for a socket that has made no call yet; null where no loop could use it: for other
   * sockets than TCP, without event loops, and where io_uring is off.
   */
  public static RingPermit of(Object socket) {
    Descriptor descriptor = sockets.descriptor(socket);
    return descriptor.permitRing() ? new RingPermit(socket, descriptor) : null;
  }

  /** {@link Descriptor#awaitReceived}. */
  public long awaitReceived(Object deadline) {
    return descriptor.awaitReceived(sockets.waitLimit(deadline));
  }

  /** {@link Descriptor#settle}. */
  public long settle(Object deadline) {
    return descriptor.settle(sockets.waitLimit(deadline));
  }

  /** The exception for what {@link #settle} has returned. */
  public IOException failure(long result) {
    return sockets.failure(socket, result);
  }

  /** {@link Descriptor#leaveRing}. */
  public byte[] leave() {
    return descriptor.leaveRing();
  }

  /** {@link Descriptor#unaccepted}. */
  public long unaccepted() {
    return descriptor.unaccepted();
  }

  /** {@link Descriptor#sendFailure}. */
  public long sendFailure() {
    return descriptor.sendFailure();
  }
}
