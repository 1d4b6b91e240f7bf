package mortise.cli.nc;

import java.io.IOException;
import java.net.BindException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import mortise.net.Family;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.net.Type;

/**
 * A port for a program that cannot choose one itself, below those that the kernel gives to whoever
 * connects. Each is given once.
 */
final class FreePort {
  private static final int FIRST = 10_000;
  private static final int MANY = 20_000;
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(MANY));

  private FreePort() {}

  static int tcp() throws IOException {
    return port(Type.STREAM);
  }

  static int udp() throws IOException {
    return port(Type.DGRAM);
  }

  private static int port(Type type) throws IOException {
    while (true) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), MANY);
      try (Socket socket = Socket.open(Family.INET, type)) {
        socket.bind(Inet4.LOOPBACK.withPort(port));
        return port;
      } catch (BindException _) {
        // Somebody has it.
      }
    }
  }
}
