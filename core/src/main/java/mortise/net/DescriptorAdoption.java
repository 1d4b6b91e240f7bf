package mortise.net;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import mortise.sys.Fcntl;
import mortise.sys.SysSocket;

/** Descriptors that become sockets. */
final class DescriptorAdoption {
  private DescriptorAdoption() {}

  /**
   * A socket of a descriptor.
   *
   * @param setsNonBlocking whether O_NONBLOCK, which belongs to the open file, is set
   */
  static Socket adopt(int fd, boolean setsNonBlocking) throws IOException {
    int flags = check(Fcntl.fcntl(fd, Fcntl.F_GETFL, 0), fd);
    Identity identity = Identity.of(fd);
    if (setsNonBlocking) {
      check(Fcntl.fcntl(fd, Fcntl.F_SETFL, flags | Fcntl.O_NONBLOCK), fd);
    }
    check(Fcntl.fcntl(fd, Fcntl.F_SETFD, Fcntl.FD_CLOEXEC), fd);
    return share(identity.socket(fd, false), !setsNonBlocking && isBlocking(flags));
  }

  /** A socket that leaves the descriptor as it is, open flags and all. */
  static Socket borrow(int fd) throws IOException {
    int flags = check(Fcntl.fcntl(fd, Fcntl.F_GETFL, 0), fd);
    return share(Identity.of(fd).socket(fd, true), isBlocking(flags));
  }

  private static boolean isBlocking(int flags) {
    return (flags & Fcntl.O_NONBLOCK) == 0;
  }

  /** What a descriptor is a socket of. */
  private record Identity(Family family, Type type, Protocol protocol) {
    static Identity of(int fd) throws IOException {
      return new Identity(
          new Family(option(fd, SysSocket.SO_DOMAIN)),
          new Type(option(fd, SysSocket.SO_TYPE)),
          new Protocol(option(fd, SysSocket.SO_PROTOCOL)));
    }

    Socket socket(int fd, boolean borrowed) {
      return new Socket(fd, family, type, protocol, borrowed);
    }
  }

  private static Socket share(Socket socket, boolean blocking) throws IOException {
    socket.endpoint().blocking = blocking;
    try {
      socket.endpoint().descriptor.share();
      socket.endpoint().descriptor.lingering(socket.option(Option.SO_LINGER).isPresent());
      return socket;
    } catch (Throwable t) {
      socket.endpoint().detach(); // it stays the caller's
      throw t;
    }
  }

  static Socket dup(SocketEndpoint endpoint) throws IOException {
    endpoint.descriptor.share();
    int fd = (int) fcntl(endpoint, Fcntl.F_DUPFD_CLOEXEC, 0);
    Socket socket = new Socket(fd, endpoint.family, endpoint.type, endpoint.protocol);
    socket.endpoint().peer = endpoint.peer;
    socket.endpoint().blocking = endpoint.blocking;
    socket.endpoint().descriptor.share();
    socket.endpoint().descriptor.lingering(endpoint.descriptor.isLingering());
    return socket;
  }

  static long fcntl(SocketEndpoint endpoint, int command, int argument) throws IOException {
    return endpoint.call(
        "fcntl",
        (fd, memory, flags) -> Fcntl.fcntl(fd, command, argument),
        MemorySegment.NULL,
        0,
        command,
        argument);
  }

  private static int option(int fd, int name) throws IOException {
    int[] value = new int[1];
    MemorySegment memory = MemorySegment.ofArray(value);
    check(SysSocket.getsockopt(fd, SysSocket.SOL_SOCKET, name, memory, new int[] {4}), fd);
    return value[0];
  }

  private static int check(int result, int fd) throws IOException {
    if (result < 0) {
      throw SocketExceptions.of(result, "adopt descriptor " + fd, null, null, 0);
    }
    return result;
  }
}
