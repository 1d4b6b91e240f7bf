package mortise.tls;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import mortise.net.Address;
import mortise.net.Datagram;
import mortise.net.Socket;
import mortise.testing.Loopback;

/** A path between client and server that drops, duplicates and reorders datagrams. */
final class LossyPath implements AutoCloseable {
  private final Address server;
  private final Socket outside = Loopback.UDP.bound();
  private final Socket inside = Loopback.UDP.bound();
  private volatile Address client;

  /** The fate of a datagram. */
  private enum Fate {
    LOST,
    LATE,
    TWICE,
    ONCE
  }

  private LossyPath(Address server) throws IOException {
    this.server = server;
  }

  /** Drops, delays and duplicates a tenth of the datagrams each. */
  static LossyPath to(Address server, long seed) throws IOException {
    LossyPath path = new LossyPath(server);
    path.start(new SplittableRandom(seed), new SplittableRandom(~seed));
    return path;
  }

  /** Drops only the selected datagrams. */
  static LossyPath losing(Address server, Predicate<byte[]> chosen) throws IOException {
    return with(server, datagram -> chosen.test(datagram) ? Fate.LOST : Fate.ONCE);
  }

  /** Carries each datagram twice. */
  static LossyPath doubling(Address server) throws IOException {
    return with(server, _ -> Fate.TWICE);
  }

  private static LossyPath with(Address server, Function<byte[], Fate> fate) throws IOException {
    LossyPath path = new LossyPath(server);
    Thread.startVirtualThread(() -> path.carry(path.outside, path.inside, fate));
    Thread.startVirtualThread(() -> path.carry(path.inside, path.outside, fate));
    return path;
  }

  private void start(SplittableRandom there, SplittableRandom back) {
    Thread.startVirtualThread(() -> carry(outside, inside, _ -> random(there)));
    Thread.startVirtualThread(() -> carry(inside, outside, _ -> random(back)));
  }

  private static Fate random(SplittableRandom random) {
    return switch (random.nextInt(10)) {
      case 0 -> Fate.LOST;
      case 1 -> Fate.LATE;
      case 2 -> Fate.TWICE;
      default -> Fate.ONCE;
    };
  }

  /** The address that clients connect to. */
  Address address() throws IOException {
    return outside.localAddress();
  }

  private void carry(Socket from, Socket to, Function<byte[], Fate> fate) {
    byte[] held = null;
    try {
      while (true) {
        Datagram datagram = from.recvFrom(1 << 16);
        if (from == outside) {
          client = datagram.sender();
        }
        Address target = from == outside ? server : client;
        switch (fate.apply(datagram.data())) {
          case LOST -> {}
          case LATE -> held = datagram.data();
          case TWICE -> {
            to.sendTo(datagram.data(), target);
            to.sendTo(datagram.data(), target);
          }
          case ONCE -> {
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
