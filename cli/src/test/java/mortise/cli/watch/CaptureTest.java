package mortise.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import mortise.cli.flow.Direction;
import mortise.cli.flow.Watcher;
import mortise.net.Address;
import mortise.net.Family;
import mortise.net.Inet4;
import mortise.net.Inet6;
import mortise.net.Socket;
import mortise.net.SocketPair;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.server.Connection;
import mortise.testing.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captures, read by tshark. */
final class CaptureTest {
  @TempDir private Path folder;

  @Test
  void streamsOfBothWaysReassemble() throws Exception {
    Path file = folder.resolve("both.pcapng");
    byte[] sent = random(1, 300_001);
    byte[] received = random(2, 200_003);
    try (Capture capture = Capture.open(file, _ -> {});
        Pair pair = Pair.over(Inet4.LOOPBACK)) {
      Watcher watcher = capture.conversation(Initiator.DIALLED, 1);
      watcher.opened(pair.near());
      FutureTask<Void> back = inThread(() -> pass(watcher, Direction.RECEIVED, received, 70_000));
      pass(watcher, Direction.SENT, sent, 997);
      back.get();
      watcher.closed(pair.near(), null);
    }
    Tshark.assertSound(file);
    assertThat(Tshark.follow(file, "tcp", 0)).isEqualTo(new byte[][] {sent, received});
  }

  @Test
  void conversationsOfOneFileStayApart() throws Exception {
    Needs.ipv6();
    Path file = folder.resolve("two.pcapng");
    byte[] first = random(3, 5000);
    byte[] second = random(4, 5001);
    try (Capture capture = Capture.open(file, _ -> {});
        Pair four = Pair.over(Inet4.LOOPBACK);
        Pair six = Pair.over(Inet6.LOOPBACK)) {
      Watcher dialled = capture.conversation(Initiator.DIALLED, 1);
      Watcher accepted = capture.conversation(Initiator.ACCEPTED, 2);
      Watcher again = capture.conversation(Initiator.DIALLED, 3);
      dialled.opened(four.near());
      accepted.opened(six.far());
      FutureTask<Void> side = inThread(() -> pass(dialled, Direction.SENT, first, 100));
      pass(accepted, Direction.SENT, second, 100);
      side.get();
      dialled.closed(four.near(), null);
      accepted.closed(six.far(), null);
      // The same ports once more.
      again.opened(four.near());
      pass(again, Direction.RECEIVED, second, 10_000);
      again.closed(four.near(), null);
    }
    assertThat(Tshark.follow(file, "tcp", 0)).isEqualTo(new byte[][] {first, {}});
    assertThat(Tshark.follow(file, "tcp", 1)).isEqualTo(new byte[][] {{}, second});
    assertThat(Tshark.follow(file, "tcp", 2)).isEqualTo(new byte[][] {{}, second});
  }

  @Test
  void resetIsSeen() throws Exception {
    Path file = folder.resolve("reset.pcapng");
    try (Capture capture = Capture.open(file, _ -> {});
        Pair pair = Pair.over(Inet4.LOOPBACK)) {
      Watcher watcher = capture.conversation(Initiator.ACCEPTED, 1);
      watcher.opened(pair.near());
      pair.far().abort();
      watcher.closed(pair.near(), failure(() -> pair.near().read(new byte[1])));
    }
    assertThat(Tshark.packets(file, "tcp.flags.reset == 1", "tcp.srcport")).hasSize(1);
  }

  @Test
  void socketsWithoutInternetAddressesSayWhoTheyAre() throws Exception {
    Path file = folder.resolve("unix.pcapng");
    Address name = Unix.of(folder.resolve("socket"));
    byte[] bytes = random(5, 66_000);
    try (Capture capture = Capture.open(file, _ -> {});
        Pair pair = Pair.over(name)) {
      for (int number = 1; number <= 2; number++) {
        Watcher watcher = capture.conversation(Initiator.DIALLED, number);
        watcher.opened(pair.near());
        pass(watcher, Direction.SENT, bytes, 66_000);
        watcher.closed(pair.near(), null);
      }
    }
    Tshark.assertSound(file);
    assertThat(Tshark.follow(file, "tcp", 1)).isEqualTo(new byte[][] {bytes, {}});
    String comment =
        "the addresses are synthetic: this side is an unnamed UNIX socket, the peer is " + name;
    assertThat(Tshark.packets(file, "frame.comment", "ip.src", "ip.dst", "frame.comment"))
        .isEqualTo(List.of("192.0.2.1\t192.0.2.2\t" + comment, "192.0.2.1\t192.0.2.2\t" + comment));
  }

  @Test
  void datagramsKeepTheirBounds() throws Exception {
    Path file = folder.resolve("udp.pcapng");
    try (Capture capture = Capture.open(file, _ -> {});
        Socket server = bound(Type.DGRAM, Inet4.LOOPBACK);
        Socket client = Socket.open(Family.INET, Type.DGRAM)) {
      client.connect(server.localAddress());
      Connection peer = Connection.of(client);
      Watcher watcher = capture.conversation(Initiator.DIALLED, 1);
      watcher.opened(peer);
      for (int size : new int[] {3, 0, 65_507}) {
        watcher.bytes(Direction.SENT, random(6, size + 10), 5, size);
      }
      watcher.bytes(Direction.RECEIVED, random(7, 9), 0, 9);
      watcher.closed(peer, null);
    }
    Tshark.assertSound(file);
    assertThat(Tshark.packets(file, "udp", "udp.length")).containsExactly("11", "8", "65515", "17");
  }

  @Test
  void longDatagramOfUnixIsCut() throws Exception {
    Path file = folder.resolve("long.pcapng");
    SocketPair pair = Socket.pair(Family.UNIX, Type.DGRAM);
    try (Capture capture = Capture.open(file, _ -> {});
        Connection near = Connection.of(pair.first());
        Connection far = Connection.of(pair.second())) {
      Watcher watcher = capture.conversation(Initiator.DIALLED, 1);
      watcher.opened(near);
      watcher.bytes(Direction.SENT, random(8, 100), 0, 100);
      watcher.bytes(Direction.SENT, random(9, 100_000), 0, 100_000);
      assertThat(far.isOpen()).isTrue();
    }
    Tshark.assertSound(file);
    assertThat(Tshark.packets(file, "frame.comment contains \"100000 bytes\"", "udp.length"))
        .containsExactly("65515");
    assertThat(Tshark.packets(file, "udp", "udp.length")).hasSize(3);
  }

  private static byte[] random(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static Void pass(Watcher watcher, Direction way, byte[] bytes, int most)
      throws IOException {
    for (int done = 0; done < bytes.length; done += most) {
      watcher.bytes(way, bytes, done, Math.min(most, bytes.length - done));
    }
    watcher.ended(way);
    return null;
  }

  private static <T> FutureTask<T> inThread(Callable<T> side) {
    FutureTask<T> task = new FutureTask<>(side);
    Thread.ofVirtual().start(task);
    return task;
  }

  private static IOException failure(Callable<?> call) throws Exception {
    try {
      throw new AssertionError("came to an end: " + call.call());
    } catch (IOException e) {
      return e;
    }
  }

  private static Socket bound(Type type, Address address) throws IOException {
    Socket socket = Socket.open(address.family(), type);
    socket.bind(address);
    return socket;
  }

  /** Two ends of a connection. */
  private record Pair(Connection near, Connection far) implements AutoCloseable {
    static Pair over(Address address) throws IOException {
      try (Socket listener = bound(Type.STREAM, address)) {
        listener.listen();
        Socket near = Socket.open(address.family(), Type.STREAM);
        near.connect(listener.localAddress());
        return new Pair(Connection.of(near), Connection.of(listener.accept()));
      }
    }

    @Override
    public void close() {
      near.close();
      far.close();
    }
  }
}
