package mortise.server;

import java.util.Set;
import mortise.net.Errno;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.net.Type;

/** What a failure of accept is about. */
enum AcceptError {
  /** The one connection: the next one may be accepted at once. */
  CONNECTION,
  /** No descriptor is left. */
  DESCRIPTORS,
  /** The listener, which never accepts again. */
  LISTENER,
  /** Anything else, a lack of memory for one; it may pass. */
  OTHER;

  /** Errors to treat like EAGAIN, accept(2); EPERM is a filter. */
  private static final Set<Errno> OF_THE_CONNECTION =
      Set.of(
          Errno.ENETDOWN,
          Errno.EPROTO,
          Errno.ENOPROTOOPT,
          Errno.EHOSTDOWN,
          new Errno(64), // ENONET
          Errno.EHOSTUNREACH,
          Errno.EOPNOTSUPP,
          Errno.ENETUNREACH,
          Errno.ECONNABORTED,
          Errno.EPERM);

  private static final Set<Errno> OUT_OF_DESCRIPTORS = Set.of(Errno.EMFILE, Errno.ENFILE);

  private static final Set<Errno> OF_THE_LISTENER =
      Set.of(Errno.EBADF, Errno.EINVAL, Errno.ENOTSOCK);

  /** The meaning of a failure for this listener. */
  static AcceptError of(Throwable failure, Socket listener) {
    if (!(failure instanceof SocketFailure known)) {
      return OTHER;
    }
    Errno errno = known.errno();
    // Of a stream it is about the connection, accept(2).
    boolean unfit = errno.equals(Errno.EOPNOTSUPP) && !listener.type().equals(Type.STREAM);
    if (unfit || OF_THE_LISTENER.contains(errno)) {
      return LISTENER;
    }
    if (OUT_OF_DESCRIPTORS.contains(errno)) {
      return DESCRIPTORS;
    }
    return OF_THE_CONNECTION.contains(errno) ? CONNECTION : OTHER;
  }
}
