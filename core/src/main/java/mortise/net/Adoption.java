package mortise.net;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import mortise.sys.Fcntl;
import mortise.sys.SysSocket;

/** Sockets out of numbers that somebody else opened. */
final class Adoption {
  private Adoption() {}

  /** The socket that an open number is. Where it fails, the number is still the caller's. */
  static Socket socket(int fd) throws IOException {
    int family = number(fd, SysSocket.SO_DOMAIN);
    int type = number(fd, SysSocket.SO_TYPE);
    int protocol = number(fd, SysSocket.SO_PROTOCOL);
    int flags = check(Fcntl.fcntl(fd, Fcntl.F_GETFL, 0), "fcntl");
    check(Fcntl.fcntl(fd, Fcntl.F_SETFL, flags | Fcntl.O_NONBLOCK), "fcntl");
    return new Socket(fd, new Family(family), new Type(type), new Protocol(protocol));
  }

  private static int number(int fd, int option) throws IOException {
    int[] value = new int[1];
    MemorySegment memory = MemorySegment.ofArray(value);
    int[] length = {4};
    check(SysSocket.getsockopt(fd, SysSocket.SOL_SOCKET, option, memory, length), "getsockopt");
    return value[0];
  }

  private static int check(int result, String call) throws IOException {
    if (result < 0) {
      throw Failures.of(result, call, null, null, 0);
    }
    return result;
  }
}
