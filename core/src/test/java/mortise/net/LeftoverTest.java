package mortise.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;
import mortise.testing.NeedsLinux;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a receive does with bytes that it has no room for: recv(2), unix(7), udp(7). */
final class LeftoverTest {
  private static final byte[] HELLO = "hello, world".getBytes(US_ASCII);

  static Set<Loopback> streams() {
    return Loopback.STREAMS;
  }

  static Set<Loopback> datagrams() {
    return Loopback.DATAGRAMS;
  }

  @ParameterizedTest
  @MethodSource("streams")
  void restOfStreamStaysForTheNextCall(Loopback kind) throws IOException {
    try (SocketPair pair = kind.pair()) {
      pair.first().sendAll(HELLO);
      assertThat(pair.second().recv(3)).asString(US_ASCII).isEqualTo("hel");
      assertThat(pair.second().recv(512)).asString(US_ASCII).isEqualTo("lo, world");
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void endOfStreamComesAfterTheRest(Loopback kind) throws IOException {
    try (SocketPair pair = kind.pair()) {
      pair.first().sendAll(HELLO);
      Misbehaviour.halfClose(pair.first());
      assertThat(pair.second().recv(11)).hasSize(11);
      assertThat(pair.second().recv(512)).asString(US_ASCII).isEqualTo("d");
      assertThat(pair.second().recv(512)).isEmpty();
      assertThat(pair.second().recv(new byte[1])).as("the end stays the end").isZero();
      assertThat(pair.second().send(HELLO)).as("the other half").isEqualTo(12);
      assertThat(pair.first().recv(512)).isEqualTo(HELLO);
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void bytesKeepTheirOrderOneByOne(Loopback kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      Running<Void> sender =
          Running.start(
              Threads.VIRTUAL,
              () -> {
                Misbehaviour.trickle(pair.first(), HELLO);
                Misbehaviour.halfClose(pair.first());
                return null;
              });
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] some;
      while ((some = pair.second().recv(512)).length > 0) {
        all.writeBytes(some);
      }
      sender.end().returned();
      assertThat(all.toByteArray()).isEqualTo(HELLO);
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void peekLeavesTheBytes(Loopback kind) throws IOException {
    try (SocketPair pair = kind.pair()) {
      pair.first().sendAll(HELLO);
      assertThat(pair.second().recv(5, Flags.PEEK)).asString(US_ASCII).isEqualTo("hello");
      assertThat(pair.second().recv(512)).isEqualTo(HELLO);
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void waitallFillsTheBuffer(Loopback kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      pair.first().sendAll(HELLO, 0, 5);
      Running<byte[]> reader =
          Running.parked(Threads.VIRTUAL, () -> pair.second().recv(12, Flags.WAITALL));
      pair.first().sendAll(HELLO, 5, 7);
      assertThat(reader.end().returned()).isEqualTo(HELLO);
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void waitallEndsWithTheStream(Loopback kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      pair.first().sendAll(HELLO, 0, 5);
      Misbehaviour.halfClose(pair.first());
      assertThat(pair.second().recv(12, Flags.WAITALL)).asString(US_ASCII).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void waitallThatIsTooLongReturnsWhatCame(Loopback kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      pair.first().sendAll(HELLO, 0, 5);
      MemorySegment room = MemorySegment.ofArray(new byte[12]);
      Deadline soon = Deadline.after(Duration.ofMillis(30));
      assertThat(pair.second().recv(room, Flags.WAITALL, soon)).isEqualTo(5);
      assertThat(room.getString(0, US_ASCII)).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @MethodSource("datagrams")
  void restOfMessageIsLost(Loopback kind) throws IOException {
    try (SocketPair pair = kind.pair()) {
      pair.first().send(HELLO);
      pair.first().send("next".getBytes(US_ASCII));
      assertThat(pair.second().recv(3)).asString(US_ASCII).isEqualTo("hel");
      assertThat(pair.second().recv(512)).asString(US_ASCII).isEqualTo("next");
    }
  }

  @ParameterizedTest
  @MethodSource("datagrams")
  void restOfMessageIsLostWithRecvFrom(Loopback kind) throws IOException {
    try (SocketPair pair = kind.pair()) {
      pair.first().send(HELLO);
      pair.first().send("next".getBytes(US_ASCII));
      Address sender = pair.first().localAddress();
      byte[] cut = "hel".getBytes(US_ASCII);
      assertThat(pair.second().recvFrom(3)).isEqualTo(new Datagram(cut, sender));
      ByteBuffer buffer = ByteBuffer.allocate(2);
      assertThat(pair.second().recvFrom(buffer)).isEqualTo(sender);
      assertThat(buffer.flip()).isEqualTo(ByteBuffer.wrap("ne".getBytes(US_ASCII)));
    }
  }

  @ParameterizedTest
  @MethodSource("datagrams")
  void truncTellsTheRealLength(Loopback kind) throws IOException {
    try (SocketPair pair = kind.pair()) {
      pair.first().send(HELLO);
      byte[] room = new byte[3];
      MemorySegment segment = MemorySegment.ofArray(room);
      assertThat(pair.second().recv(segment, Flags.TRUNC, pair.second().deadline())).isEqualTo(12);
      assertThat(room).asString(US_ASCII).isEqualTo("hel");
    }
  }

  @NeedsLinux("empty datagrams from a connected socket")
  @ParameterizedTest
  @MethodSource("datagrams")
  void emptyMessageIsAMessage(Loopback kind) throws IOException {
    try (SocketPair pair = kind.pair()) {
      assertThat(pair.first().send(new byte[0])).isZero();
      pair.first().send(HELLO);
      assertThat(pair.second().recvFrom(512).data()).isEmpty();
      assertThat(pair.second().recv(512)).isEqualTo(HELLO);
    }
  }

  @ParameterizedTest
  @MethodSource("datagrams")
  void boundsBetweenMessagesAreKept(Loopback kind) throws IOException {
    try (SocketPair pair = kind.pair()) {
      Misbehaviour.trickle(pair.first(), "abc".getBytes(US_ASCII));
      assertThat(pair.second().recv(512)).asString(US_ASCII).isEqualTo("a");
      assertThat(pair.second().recv(512)).asString(US_ASCII).isEqualTo("b");
      assertThat(pair.second().recv(512)).asString(US_ASCII).isEqualTo("c");
    }
  }

  @Test
  void restOfSeqpacketRecordIsLost() throws IOException {
    try (SocketPair pair = Loopback.SEQPACKET.pair()) {
      pair.first().send(HELLO);
      pair.first().send("next".getBytes(US_ASCII));
      assertThat(pair.second().recv(3)).asString(US_ASCII).isEqualTo("hel");
      assertThat(pair.second().recv(512)).asString(US_ASCII).isEqualTo("next");
    }
  }
}
