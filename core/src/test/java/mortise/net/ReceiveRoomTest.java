package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import mortise.testing.ChildJvm;
import mortise.testing.Ended;
import mortise.testing.Loopback;
import mortise.testing.NeedsLinux;
import mortise.testing.Parked;
import mortise.testing.Threads;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bounds of received bytes that are far more than what comes. */
final class ReceiveRoomTest {
  private static final int MAX = Integer.MAX_VALUE;

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    RandomGenerator.of("L64X128MixRandom").nextBytes(bytes);
    return bytes;
  }

  /** In a heap of 32 MiB, where an array of any of these bounds does not fit. */
  static final class SmallHeap {
    public static void main(String[] args) throws IOException {
      for (Loopback kind : Loopback.values()) {
        try (SocketPair pair = kind.pair()) {
          Socket from = pair.first();
          Socket to = pair.second();
          byte[] bytes = random(kind.isTcp() || kind.isStream() ? 1000 : 30_000);
          from.send(bytes);
          equal(to.peek(MAX), bytes);
          equal(to.recv(MAX), bytes);
          from.send(bytes);
          equal(to.recvFrom(MAX).data(), bytes);
          from.send(bytes);
          equal(to.recvMessage(MAX).bytes(), bytes);
          from.send(bytes);
          equal(to.recvMessage(MAX, MAX).bytes(), bytes);
          from.send(bytes);
          equal(to.recvMessages(MAX, MAX).getFirst().bytes(), bytes);
          from.send(bytes);
          equal(to.recv(MAX, Flags.TRUNC.or(Flags.DONTWAIT)).length, bytes.length, kind);
          if (kind.isStream()) {
            from.send(bytes);
            from.shutdown(Shutdown.WR);
            equal(to.recv(MAX, Flags.WAITALL), bytes);
          }
        }
      }
      IO.println("done");
    }

    private static void equal(byte[] actual, byte[] expected) {
      if (!Arrays.equals(actual, expected)) {
        throw new AssertionError(actual.length + " bytes instead of " + expected.length);
      }
    }

    /** What TRUNC gives of a TCP stream is not written, so the length alone is certain. */
    private static void equal(int actual, int expected, Loopback kind) {
      if (actual != expected) {
        throw new AssertionError(kind + ": " + actual + " bytes instead of " + expected);
      }
    }
  }

  @Test
  void largestBoundFitsIntoASmallHeap() throws Exception {
    ChildJvm child = new ChildJvm().with("-Xmx32m", "-XX:MaxDirectMemorySize=32m");
    assertThat(child.run(SmallHeap.class).succeeded()).isEqualTo("done\n");
  }

  @NeedsLinux("empty datagrams from a connected socket")
  @ParameterizedTest
  @EnumSource
  void everySizeOfRoomTakesEverySizeOfMessage(Loopback kind) throws IOException {
    int[] sizes = {0, 1, 2047, 2048, 2049, 4096, 65507, 65535, 65536, 65537, 131072, 131073};
    try (SocketPair pair = kind.pair()) {
      pair.first().option(Option.SO_SNDBUF, 1 << 20);
      pair.second().option(Option.SO_RCVBUF, 1 << 20);
      boolean ip = kind == Loopback.UDP || kind == Loopback.UDP6;
      for (int size : sizes) {
        if (size > (ip ? 65507 : 131073) || size == 0 && kind.isStream()) {
          continue;
        }
        byte[] bytes = random(size);
        for (int room : sizes) {
          if (kind.isStream()) {
            pair.first().sendAll(bytes);
            byte[] all = pair.second().recv(size, Flags.WAITALL);
            assertThat(all).isEqualTo(bytes);
            continue;
          }
          byte[] cut = Arrays.copyOf(bytes, Math.min(size, room));
          pair.first().send(bytes);
          assertThat(pair.second().recv(room)).as("%d in %d", size, room).isEqualTo(cut);
          pair.first().send(bytes);
          assertThat(pair.second().recvFrom(room).data()).isEqualTo(cut);
          pair.first().send(bytes);
          assertThat(pair.second().recv(room, Flags.TRUNC)).isEqualTo(cut);
          pair.first().send(bytes);
          assertThat(pair.second().recvMessage(room).bytes()).isEqualTo(cut);
        }
      }
    }
  }

  @Test
  void messageLongerThanAnyPooledBufferComesWhole() throws IOException {
    try (SocketPair pair = Loopback.UNIX_DATAGRAM.pair()) {
      byte[] bytes = random(180_000);
      pair.first().send(bytes);
      assertThat(pair.second().recv(MAX)).isEqualTo(bytes);
      pair.first().send(bytes);
      assertThat(pair.second().recvFrom(MAX).data()).isEqualTo(bytes);
      pair.first().send(bytes);
      assertThat(pair.second().recvMessage(MAX).bytes()).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @EnumSource
  void waitsWithEveryRoom(Threads threads) throws Exception {
    try (SocketPair pair = Loopback.UNIX_DATAGRAM.pair()) {
      for (int room : new int[] {9, 4096, MAX}) {
        Ended<byte[]> array =
            Parked.then(threads, () -> pair.second().recv(room), () -> pair.first().send(BYTE));
        assertThat(array.value()).isEqualTo(BYTE);
        Ended<Datagram> datagram =
            Parked.then(threads, () -> pair.second().recvFrom(room), () -> pair.first().send(BYTE));
        assertThat(datagram.value().data()).isEqualTo(BYTE);
        Ended<byte[]> peeked =
            Parked.then(threads, () -> pair.second().peek(room), () -> pair.first().send(BYTE));
        assertThat(peeked.value()).isEqualTo(BYTE);
        pair.second().recv(1);
      }
    }
  }

  private static final byte[] BYTE = {1};

  @Test
  void growingReceiveKeepsWhatCameBeforeAnError() throws IOException {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      byte[] bytes = random(300_000);
      Thread.ofVirtual()
          .start(() -> {
            try {
              pair.first().sendAll(bytes);
              pair.first().shutdown(Shutdown.WR);
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      assertThat(pair.second().recv(MAX, Flags.WAITALL)).isEqualTo(bytes);
    }
  }

  @Test
  void negativeBoundsAreNamed() throws IOException {
    try (SocketPair pair = Loopback.UNIX_DATAGRAM.pair()) {
      Socket socket = pair.first();
      List<ThrowingCallable> calls =
          List.of(
              () -> socket.recv(-7),
              () -> socket.recv(-7, Flags.PEEK),
              () -> socket.peek(-7),
              () -> socket.recvFrom(-7),
              () -> socket.recvMessage(-7),
              () -> socket.recvMessage(1, -7),
              () -> socket.recvMessages(1, -7),
              () -> socket.recvMessages(-7, 1),
              () -> socket.recvDescriptors(-7, 1),
              () -> socket.recvDescriptors(1, -7));
      for (ThrowingCallable call : calls) {
        assertThatThrownBy(call)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("-7");
      }
    }
  }
}
