package mortise.cli.nc;

import java.io.IOException;
import mortise.net.Family;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.net.Type;

/** A port for a program that cannot choose one itself. Somebody else may get it first. */
final class FreePort {
  private FreePort() {}

  static int tcp() throws IOException {
    return port(Type.STREAM);
  }

  static int udp() throws IOException {
    return port(Type.DGRAM);
  }

  private static int port(Type type) throws IOException {
    try (Socket socket = Socket.open(Family.INET, type)) {
      socket.bind(Inet4.LOOPBACK);
      return ((Inet4) socket.localAddress()).port();
    }
  }
}
