package mortise.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import mortise.sys.SysSocket;
import mortise.testing.Ended;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;
import mortise.testing.NeedsLinux;
import mortise.testing.Parked;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The flags of recv that change what a call waits for. */
final class RecvFlagsTest {
  private static final byte[] HELLO = "hello, world".getBytes(US_ASCII);
  private static final Flags PEEK_ALL = Flags.PEEK.or(Flags.WAITALL);

  static Set<Loopback> streams() {
    return Loopback.STREAMS;
  }

  private static void send(Socket socket, String text, Flags flags) throws IOException {
    socket.send(text.getBytes(US_ASCII), flags);
  }

  private static byte[] recv(Socket socket, int count, Flags flags) throws IOException {
    return socket.recv(count, flags);
  }

  @ParameterizedTest
  @EnumSource
  void peekLeavesWhatItSaw(Loopback kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      Running<byte[]> reader = Running.parked(Threads.VIRTUAL, () -> pair.second().peek(5));
      pair.first().send(HELLO);
      assertThat(reader.end().returned()).asString(US_ASCII).isEqualTo("hello");
      assertThat(pair.second().recv(100)).isEqualTo(HELLO);
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void peekOfAllWaitsForAll(Loopback kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      pair.first().sendAll(HELLO, 0, 5);
      Running<byte[]> reader =
          Running.parked(Threads.PLATFORM, () -> recv(pair.second(), 12, PEEK_ALL));
      pair.first().sendAll(HELLO, 5, 7);
      assertThat(reader.end().returned()).isEqualTo(HELLO);
      assertThat(pair.second().recv(100)).isEqualTo(HELLO);
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void peekOfAllEndsWithTheStreamOrTheWait(Loopback kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      pair.first().sendAll(HELLO, 0, 5);
      MemorySegment room = MemorySegment.ofArray(new byte[12]);
      Deadline soon = Deadline.after(Duration.ofMillis(20));
      assertThat(pair.second().recv(room, PEEK_ALL, soon)).isEqualTo(5);
      Ended<byte[]> ended =
          Parked.then(
              () -> recv(pair.second(), 12, PEEK_ALL), () -> Misbehaviour.halfClose(pair.first()));
      assertThat(ended.returned()).asString(US_ASCII).isEqualTo("hello");
      assertThat(recv(pair.second(), 12, PEEK_ALL)).asString(US_ASCII).isEqualTo("hello");
      assertThat(recv(pair.second(), 5, PEEK_ALL)).asString(US_ASCII).isEqualTo("hello");
      pair.second().recv(5);
      assertThat(recv(pair.second(), 12, PEEK_ALL)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void allOfMoreThanOneCallMoves(Loopback kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      byte[] much = new byte[3 << 20];
      new SplittableRandom(1).nextBytes(much);
      Running<byte[]> reader =
          Running.start(Threads.VIRTUAL, () -> recv(pair.second(), much.length, Flags.WAITALL));
      pair.first().sendAll(much);
      assertThat(reader.end().returned()).isEqualTo(much);
    }
  }

  @Test
  void allThatIsThereWithoutWaiting() throws IOException {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair()) {
      pair.first().sendAll(HELLO, 0, 5);
      Flags now = Flags.WAITALL.or(Flags.DONTWAIT);
      assertThat(recv(pair.second(), 12, now)).asString(US_ASCII).isEqualTo("hello");
      assertThatThrownBy(() -> recv(pair.second(), 12, now))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void interruptReturnsWhatCame() throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      pair.first().sendAll(HELLO, 0, 5);
      Running<byte[]> reader =
          Running.parked(Threads.VIRTUAL, () -> recv(pair.second(), 12, Flags.WAITALL));
      reader.thread().interrupt();
      assertThat(reader.end().returned()).asString(US_ASCII).isEqualTo("hello");
      assertThat(reader.end().interrupted()).isTrue();
    }
  }

  @Test
  void resetAfterTheFirstBytesTellsHowManyCame() throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      pair.first().sendAll(HELLO, 0, 5);
      Ended<byte[]> ended =
          Parked.then(
              () -> recv(pair.second(), 12, Flags.WAITALL), () -> Misbehaviour.reset(pair.first()));
      assertThat(ended.failure())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("ECONNRESET");
      assertThat(((SocketFailure) ended.failure()).transferred()).isEqualTo(5);
    }
  }

  @Test
  void messagesKnowNoWaitall() throws IOException {
    try (SocketPair pair = Loopback.UDP.pair()) {
      pair.first().sendAll(HELLO, 0, 5);
      assertThat(recv(pair.second(), 12, Flags.WAITALL)).asString(US_ASCII).isEqualTo("hello");
    }
  }

  @NeedsLinux("MSG_OOB for a receive")
  @ParameterizedTest
  @EnumSource(names = {"TCP4", "TCP6"})
  void urgentByteIsWaitedForAndComesBesideTheOthers(Loopback kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      Running<byte[]> reader =
          Running.parked(Threads.VIRTUAL, () -> recv(pair.second(), 1, Flags.OOB));
      send(pair.first(), "plain", Flags.NONE);
      send(pair.first(), "!", Flags.OOB);
      send(pair.first(), " more", Flags.NONE);
      assertThat(reader.end().returned()).asString(US_ASCII).isEqualTo("!");
      // The mark ends a recv, so that the reader knows where the urgent byte was.
      assertThat(pair.second().recv(100)).asString(US_ASCII).isEqualTo("plain");
      assertThat(pair.second().recv(100)).asString(US_ASCII).isEqualTo(" more");
    }
  }

  /** The byte is taken while its news is still under way, which then tells of no urgent data. */
  @NeedsLinux("MSG_OOB for a receive")
  @Test
  void markIsNoEndWhoeverTookTheUrgentByteFirst() throws Exception {
    for (int i = 0; i < 300; i++) {
      try (SocketPair pair = Loopback.TCP4.pair()) {
        Running<byte[]> reader =
            Running.parked(Threads.VIRTUAL, () -> recv(pair.second(), 1, Flags.OOB));
        send(pair.first(), "plain", Flags.NONE);
        send(pair.first(), "!", Flags.OOB);
        send(pair.first(), " more", Flags.NONE);
        assertThat(reader.end().returned()).asString(US_ASCII).isEqualTo("!");
        assertThat(pair.second().recv(100)).asString(US_ASCII).isEqualTo("plain");
        assertThat(pair.second().recv(100)).asString(US_ASCII).isEqualTo(" more");
      }
    }
  }

  @NeedsLinux("MSG_OOB for a receive")
  @Test
  void waitForUrgentDataEnds() throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      MemorySegment one = MemorySegment.ofArray(new byte[1]);
      assertThatThrownBy(
              () -> pair.second().recv(one, Flags.OOB, Deadline.after(Duration.ofMillis(20))))
          .isInstanceOf(SocketTimeoutException.class);
      assertThatThrownBy(
              () -> pair.second().recv(one, Flags.OOB.or(Flags.DONTWAIT), pair.second().deadline()))
          .isInstanceOf(SocketTimeoutException.class);
      Ended<byte[]> ended =
          Parked.then(
              () -> recv(pair.second(), 1, Flags.OOB), () -> Misbehaviour.halfClose(pair.first()));
      assertThat(ended.returned()).isEmpty();
    }
    try (SocketPair pair = Loopback.TCP4.pair()) {
      Ended<byte[]> ended =
          Parked.then(
              () -> recv(pair.second(), 1, Flags.OOB), () -> Misbehaviour.reset(pair.first()));
      assertThat(ended.failure()).hasMessageContaining("ECONNRESET");
    }
    try (Socket lonely = Socket.open()) {
      assertThatThrownBy(() -> recv(lonely, 1, Flags.OOB)).hasMessageContaining("ENOTCONN");
    }
  }

  @NeedsLinux("MSG_OOB for a receive")
  @Test
  void urgentDataInlineIsNoUrgentData() throws IOException {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      pair.second().option(Option.ofInt(SysSocket.SOL_SOCKET, SysSocket.SO_OOBINLINE), 1);
      send(pair.first(), "a", Flags.NONE);
      send(pair.first(), "!", Flags.OOB);
      assertThatThrownBy(() -> recv(pair.second(), 1, Flags.OOB)).hasMessageContaining("EINVAL");
      assertThat(recv(pair.second(), 1, Flags.WAITALL)).asString(US_ASCII).isEqualTo("a");
      assertThat(recv(pair.second(), 1, Flags.WAITALL)).asString(US_ASCII).isEqualTo("!");
    }
  }

  @NeedsLinux("MSG_MORE")
  @Test
  void moreHoldsADatagramBack() throws IOException {
    try (SocketPair pair = Loopback.UDP.pair()) {
      send(pair.first(), "one ", Flags.MORE);
      assertThatThrownBy(() -> pair.second().recv(100, Flags.DONTWAIT))
          .isInstanceOf(SocketTimeoutException.class);
      send(pair.first(), "datagram", Flags.NONE);
      assertThat(pair.second().recv(100)).asString(US_ASCII).isEqualTo("one datagram");
    }
  }

  @Test
  void truncTellsTheRealLength() throws IOException {
    try (SocketPair pair = Loopback.UDP.pair()) {
      pair.first().send(HELLO);
      MemorySegment four = MemorySegment.ofArray(new byte[4]);
      assertThat(pair.second().recv(four, Flags.TRUNC.or(Flags.PEEK), pair.second().deadline()))
          .isEqualTo(12);
      assertThat(pair.second().recv(four, Flags.NONE, pair.second().deadline())).isEqualTo(4);
    }
  }
}
