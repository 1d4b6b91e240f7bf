package mortise.tls;

import java.io.IOException;
import java.util.SplittableRandom;
import mortise.net.Address;
import mortise.net.Datagram;
import mortise.net.Socket;
import mortise.testing.Loopback;

/** A network between a client and a server that loses, doubles and reorders datagrams. */
final class LossyPath implements AutoCloseable {
  private final Address server;
  private final Socket outside = Loopback.UDP.bound();
  private final Socket inside = Loopback.UDP.bound();
  private volatile Address client;

  private LossyPath(Address server, long seed) throws IOException {
    this.server = server;
    Thread.startVirtualThread(() -> carry(outside, inside, new SplittableRandom(seed)));
    Thread.startVirtualThread(() -> carry(inside, outside, new SplittableRandom(~seed)));
  }

  static LossyPath to(Address server, long seed) throws IOException {
    return new LossyPath(server, seed);
  }

  /** Where a client finds the server. */
  Address address() throws IOException {
    return outside.localAddress();
  }

  private void carry(Socket from, Socket to, SplittableRandom random) {
    byte[] held = null;
    try {
      while (true) {
        Datagram datagram = from.recvFrom(1 << 16);
        if (from == outside) {
          client = datagram.sender();
        }
        Address target = from == outside ? server : client;
        switch (random.nextInt(10)) {
          case 0 -> {} // lost
          case 1 -> held = datagram.data(); // comes late
          case 2 -> {
            to.sendTo(datagram.data(), target);
            to.sendTo(datagram.data(), target);
          }
          default -> {
            to.sendTo(datagram.data(), target);
            if (held != null) {
              to.sendTo(held, target);
              held = null;
            }
          }
        }
      }
    } catch (IOException _) {
      // closed
    }
  }

  @Override
  public void close() {
    outside.close();
    inside.close();
  }
}
