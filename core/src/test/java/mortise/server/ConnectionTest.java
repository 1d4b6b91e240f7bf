package mortise.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import mortise.net.BufferConsumer;
import mortise.net.Deadline;
import mortise.net.Socket;
import mortise.net.SocketPair;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;
import mortise.testing.NeedsLinux;
import mortise.testing.Parked;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ConnectionTest {
  static Stream<Loopback> streams() {
    return Loopback.STREAMS.stream();
  }

  private interface Talk {
    void with(Socket peer, Connection connection) throws Exception;
  }

  private static void over(Loopback kind, Talk talk) throws Exception {
    try (SocketPair pair = kind.pair()) {
      talk.with(pair.first(), Connection.of(pair.second()));
    }
  }

  @Test
  void frameThatTimesOutIsReadByTheNextCall() throws Exception {
    over(
        Loopback.TCP4,
        (peer, c) -> {
          peer.sendAll("\0\3a".getBytes(UTF_8));
          c.timeout(Duration.ofMillis(20));
          assertThatThrownBy(() -> c.readFrame(2, 3)).isInstanceOf(SocketTimeoutException.class);
          peer.sendAll("bc".getBytes(UTF_8));
          c.timeout(null);
          assertThat(c.readFrame(2, 3)).asString(UTF_8).isEqualTo("abc");
          peer.sendAll("\0".getBytes(UTF_8));
          c.timeout(Duration.ofMillis(20));
          assertThatThrownBy(() -> c.readFrame(2, 3)).isInstanceOf(SocketTimeoutException.class);
          peer.sendAll("\1x".getBytes(UTF_8));
          c.timeout(null);
          assertThat(c.readFrame(2, 3)).asString(UTF_8).isEqualTo("x");
        });
  }

  @ParameterizedTest
  @MethodSource("streams")
  void linesFramesAndRawReadsMix(Loopback kind) throws Exception {
    over(
        kind,
        (peer, c) -> {
          peer.sendAll("EHLO\r\nxyz\0\3abcDEFGHIJ".getBytes(UTF_8));
          Misbehaviour.halfClose(peer);
          assertThat(c.readLine(100)).isEqualTo("EHLO");
          assertThat(c.readExactly(3)).asString(UTF_8).isEqualTo("xyz");
          assertThat(c.readFrame(2, 3)).asString(UTF_8).isEqualTo("abc");
          byte[] some = new byte[4];
          assertThat(c.read(some, 1, 2)).isEqualTo(2);
          assertThat(some).containsExactly(0, 'D', 'E', 0);
          ByteBuffer buffer = ByteBuffer.allocate(2);
          assertThat(c.read(buffer)).isEqualTo(2);
          assertThat(buffer.array()).asString(UTF_8).isEqualTo("FG");
          assertThat(c.readAhead().peek()).asString(UTF_8).isEqualTo("HIJ");
          assertThat(c.inputStream().readAllBytes()).asString(UTF_8).isEqualTo("HIJ");
          assertThat(c.read(some)).isEqualTo(-1);
          assertThat(c.readLine(1)).isNull();
          assertThat(c.readFrame(2, 3)).isNull();
        });
  }

  @ParameterizedTest
  @MethodSource("streams")
  void borrowerGetsWhatIsAheadAndThenWhatComes(Loopback kind) throws Exception {
    over(
        kind,
        (peer, c) -> {
          StringBuilder got = new StringBuilder();
          BufferConsumer consumer =
              (bytes, count) -> got.append(new String(bytes, 0, count, UTF_8));
          peer.sendAll("line\nahead".getBytes(UTF_8));
          assertThat(c.readLine(9)).isEqualTo("line");
          assertThat(c.readAhead().more(5)).isTrue();
          assertThat(c.read(consumer)).isEqualTo(5);
          Running<Integer> reading =
              Running.parked(Threads.VIRTUAL, () -> Integer.valueOf(c.read(consumer)));
          peer.sendAll(" then".getBytes(UTF_8));
          assertThat(reading.end().returned()).isEqualTo(5);
          assertThat(got).hasToString("ahead then");
          c.timeout(Duration.ofMillis(1));
          assertThatThrownBy(() -> c.read(consumer)).isInstanceOf(SocketTimeoutException.class);
          Misbehaviour.halfClose(peer);
          c.timeout(null);
          assertThat(c.read(consumer)).isEqualTo(-1);
        });
  }

  @Test
  void wrapperThatLooksAtReadsSeesWhatIsLent() throws Exception {
    over(
        Loopback.TCP4,
        (peer, c) -> {
          Connection upper =
              new FilteringConnection(c) {
                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                  int count = super.read(bytes, offset, length);
                  bytes[offset] = 'X';
                  return count;
                }
              };
          peer.send("abc".getBytes(UTF_8));
          assertThat(upper.read((bytes, _) -> assertThat(bytes[0]).isEqualTo((byte) 'X')))
              .isEqualTo(3);
        });
  }

  @ParameterizedTest
  @MethodSource("streams")
  void partsOfFilesAreSentHoweverSlowlyThePeerReads(Loopback kind, @TempDir Path folder)
      throws Exception {
    byte[] bytes = new byte[3_000_000];
    new java.util.Random(1).nextBytes(bytes);
    Path file = Files.write(folder.resolve("file"), bytes);
    over(
        kind,
        (peer, c) -> {
          Running<byte[]> reader =
              Running.start(Threads.VIRTUAL, () -> peer.inputStream().readAllBytes());
          assertThat(c.sendFile(file, 1_000_000, 1_500_000)).isEqualTo(1_500_000);
          assertThat(c.sendFile(file, 2_900_000, Long.MAX_VALUE)).isEqualTo(100_000);
          assertThat(c.sendFile(file, 3_000_000, 1)).isZero();
          c.closeWrite();
          byte[] sent = reader.end().returned();
          assertThat(sent).hasSize(1_600_000);
          assertThat(Arrays.copyOf(sent, 1_500_000))
              .isEqualTo(Arrays.copyOfRange(bytes, 1_000_000, 2_500_000));
          assertThat(Arrays.copyOfRange(sent, 1_500_000, 1_600_000))
              .isEqualTo(Arrays.copyOfRange(bytes, 2_900_000, 3_000_000));
        });
  }

  @Test
  void wrapperSeesTheBytesOfAFile(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "some text");
    over(
        Loopback.TCP4,
        (peer, c) -> {
          FilteringConnection loud =
              new FilteringConnection(c) {
                @Override
                public void write(ByteBuffer buffer) throws IOException {
                  String text = UTF_8.decode(buffer).toString();
                  inner.write(text.toUpperCase(Locale.ROOT));
                }
              };
          assertThat(loud.sendFile(file, 5, 100)).isEqualTo(4);
          c.closeWrite();
          assertThat(peer.inputStream().readAllBytes()).asString().isEqualTo("TEXT");
        });
  }

  @ParameterizedTest
  @MethodSource("streams")
  void writesAreWholeHoweverSlowlyThePeerReads(Loopback kind) throws Exception {
    byte[] bytes = new byte[3_000_000];
    new java.util.Random(1).nextBytes(bytes);
    over(
        kind,
        (peer, c) -> {
          Running<byte[]> reader =
              Running.start(Threads.VIRTUAL, () -> peer.inputStream().readAllBytes());
          c.write(bytes, 0, 1_000_000);
          ByteBuffer rest = ByteBuffer.allocateDirect(2_000_000).put(bytes, 1_000_000, 2_000_000);
          c.write(rest.flip());
          assertThat(rest.hasRemaining()).isFalse();
          c.closeWrite();
          assertThat(reader.end().returned()).isEqualTo(bytes);
        });
  }

  @ParameterizedTest
  @MethodSource("streams")
  void streamsAndChannelsAreTheSameConversation(Loopback kind) throws Exception {
    over(
        kind,
        (peer, c) -> {
          c.outputStream().write("out".getBytes(UTF_8));
          c.channel().write(ByteBuffer.wrap("put\n".getBytes(UTF_8)));
          c.writeFrame(1, "frame".getBytes(UTF_8));
          assertThat(Connection.of(peer).readLine(9)).isEqualTo("output");
          peer.sendAll("in\nput\n".getBytes(UTF_8));
          BufferedReader reader = new BufferedReader(new InputStreamReader(c.inputStream(), UTF_8));
          assertThat(reader.readLine()).isEqualTo("in");
          assertThat(reader.readLine()).isEqualTo("put");
          c.channel().close();
          assertThat(c.isOpen()).isFalse();
        });
  }

  @ParameterizedTest
  @MethodSource("streams")
  void timeoutBoundsACallAndDeadlineAllOfThem(Loopback kind) throws Exception {
    over(
        kind,
        (peer, c) -> {
          c.timeout(Duration.ofMillis(1));
          assertThatThrownBy(() -> c.read(new byte[1])).isInstanceOf(SocketTimeoutException.class);
          assertThatThrownBy(() -> c.readLine(9)).isInstanceOf(SocketTimeoutException.class);
          assertThatThrownBy(c::awaitReadable).isInstanceOf(SocketTimeoutException.class);
          c.timeout(null);
          c.deadline(Deadline.NOW);
          assertThatThrownBy(() -> c.read(new byte[1])).isInstanceOf(SocketTimeoutException.class);
          c.deadline(Deadline.NEVER);
          peer.sendAll(new byte[] {5});
          assertThat(c.read(new byte[1])).isEqualTo(1);
          c.deadline(Deadline.after(Duration.ofMillis(1)));
          assertThatThrownBy(() -> c.write(new byte[1 << 26]))
              .isInstanceOf(SocketTimeoutException.class);
        });
  }

  @ParameterizedTest
  @MethodSource("streams")
  void lineThatWasCutByATimeoutIsReadWholeLater(Loopback kind) throws Exception {
    over(
        kind,
        (peer, c) -> {
          peer.sendAll("half".getBytes(UTF_8));
          c.awaitReadable();
          c.deadline(Deadline.after(Duration.ofMillis(5)));
          assertThatThrownBy(() -> c.readLine(99)).isInstanceOf(SocketTimeoutException.class);
          c.deadline(Deadline.NEVER);
          peer.sendAll(" and half\n".getBytes(UTF_8));
          assertThat(c.readLine(99)).isEqualTo("half and half");
        });
  }

  @ParameterizedTest
  @MethodSource("streams")
  void closeAndAbortWakeTheReader(Loopback kind) throws Exception {
    over(
        kind,
        (_, c) ->
            assertThat(Parked.then(() -> c.read(new byte[1]), c::close).failure())
                .isInstanceOf(SocketException.class));
    over(
        kind,
        (_, c) ->
            assertThat(Parked.then(() -> c.readLine(9), c::abort).failure())
                .isInstanceOf(SocketException.class));
  }

  @Test
  void abortResetsTcp() throws Exception {
    over(
        Loopback.TCP4,
        (peer, c) -> {
          c.abort();
          assertThatThrownBy(() -> peer.recv(1)).hasMessageContaining("ECONNRESET");
        });
  }

  @NeedsLinux("SO_PEERCRED")
  @ParameterizedTest
  @MethodSource("streams")
  void addressesAreTheSockets(Loopback kind) throws Exception {
    over(
        kind,
        (peer, c) -> {
          assertThat(c.peerAddress()).isEqualTo(peer.localAddress());
          assertThat(c.clientAddress()).isEqualTo(c.peerAddress());
          assertThat(c.localAddress()).isEqualTo(peer.peerAddress());
          assertThat(c.credentials().isPresent()).isEqualTo(kind == Loopback.UNIX_STREAM);
          c.credentials()
              .ifPresent(
                  who -> assertThat(who.pid()).isEqualTo((int) ProcessHandle.current().pid()));
        });
  }

  @Test
  void addressOfABrokenConnectionIsKnownAllTheSame() throws Exception {
    try (Socket listener = Loopback.TCP4.listener()) {
      Socket client = Loopback.TCP4.client(listener.localAddress());
      var address = client.localAddress();
      try (Socket accepted = listener.accept()) {
        Misbehaviour.reset(client);
        assertThatThrownBy(() -> accepted.recv(1)).isInstanceOf(SocketException.class);
        assertThat(Connection.of(accepted).peerAddress()).isEqualTo(address);
      }
    }
  }

  @Test
  void seqpacketKeepsBounds() throws Exception {
    over(
        Loopback.SEQPACKET,
        (peer, c) -> {
          peer.send("one".getBytes(UTF_8));
          peer.send("two".getBytes(UTF_8));
          byte[] room = new byte[100];
          assertThat(c.read(room)).isEqualTo(3);
          assertThat(c.read(room)).isEqualTo(3);
          c.write("three");
          c.write("four");
          assertThat(peer.recv(100)).asString(UTF_8).isEqualTo("three");
          assertThat(peer.recv(100)).asString(UTF_8).isEqualTo("four");
          peer.close();
          assertThat(c.read(room)).isEqualTo(-1);
        });
  }

  @Test
  void wrapperChangesOneThingAlone() throws Exception {
    over(
        Loopback.TCP4,
        (peer, c) -> {
          var client = mortise.net.Inet.of("192.0.2.1", 99);
          Connection wrapped = ForwardingConnection.ofClient(c, client);
          peer.sendAll("a\nb".getBytes(UTF_8));
          assertThat(wrapped.clientAddress()).isEqualTo(client);
          assertThat(wrapped.peerAddress()).isEqualTo(peer.localAddress());
          assertThat(wrapped.readLine(9)).isEqualTo("a");
          assertThat(c.read(new byte[9])).isEqualTo(1);
        });
  }

  @Test
  void badArgumentsAreNamed() throws Exception {
    over(
        Loopback.TCP4,
        (_, c) -> {
          assertThatThrownBy(() -> c.timeout(Duration.ofSeconds(-1)))
              .hasMessage("timeout PT-1S is negative");
          assertThatThrownBy(() -> c.readExactly(-1)).hasMessage("count -1 is negative");
          assertThatThrownBy(() -> c.readLine(-1)).hasMessage("at most -1 bytes is negative");
          assertThatThrownBy(() -> c.read(new byte[2], 1, 2))
              .isInstanceOf(IndexOutOfBoundsException.class);
          assertThatThrownBy(() -> c.read(ByteBuffer.allocate(1).asReadOnlyBuffer()))
              .isInstanceOf(java.nio.ReadOnlyBufferException.class);
          assertThat(c.read(new byte[0])).isZero();
        });
  }

  @Test
  void interruptEndsAReadAndLeavesTheConnection() throws Exception {
    over(
        Loopback.TCP4,
        (peer, c) -> {
          Running<Integer> reader = Running.parked(Threads.VIRTUAL, () -> c.read(new byte[1]));
          reader.thread().interrupt();
          assertThat(reader.end().failure()).isInstanceOf(IOException.class);
          peer.sendAll(new byte[] {1});
          assertThat(c.read(new byte[1])).isEqualTo(1);
        });
  }
}
