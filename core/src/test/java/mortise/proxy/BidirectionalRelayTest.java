package mortise.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import mortise.net.Shutdown;
import mortise.net.Socket;
import mortise.net.SocketPair;
import mortise.server.Connection;
import mortise.server.FilteringConnection;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes both ways, moved by the kernel and by copying. */
final class BidirectionalRelayTest {
  /** A relay with a socket at either end. */
  private record Scene(SocketPair left, SocketPair right, Running<Long> relay)
      implements AutoCloseable {
    static Scene start(boolean spliced, Duration idle) throws IOException {
      SocketPair left = Loopback.TCP4.pair();
      SocketPair right = Loopback.UNIX_STREAM.pair();
      left.first().timeout(Served.LONG);
      right.second().timeout(Served.LONG);
      Connection from = connection(left.second(), spliced);
      Connection to = connection(right.first(), spliced);
      from.readAhead().unread(Octets.latin("ahead"), 0, 5);
      Running<Long> relay =
          Running.start(Threads.VIRTUAL, () -> BidirectionalRelay.between(from, to, idle));
      return new Scene(left, right, relay);
    }

    private static Connection connection(Socket socket, boolean spliced) {
      Connection plain = Connection.of(socket);
      assertThat(plain.bareSocket()).contains(socket);
      return spliced
          ? plain
          : new FilteringConnection(plain) {
            @Override
            public Optional<Socket> bareSocket() {
              return Optional.empty();
            }
          };
    }

    Socket one() {
      return left.first();
    }

    Socket other() {
      return right.second();
    }

    @Override
    public void close() {
      left.first().close();
      left.second().close();
      right.first().close();
      right.second().close();
    }
  }

  private static byte[] all(Socket socket) throws IOException {
    return socket.inputStream().readAllBytes();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void endOfOneDirectionLeavesTheOther(boolean spliced) throws Exception {
    try (Scene scene = Scene.start(spliced, Served.LONG)) {
      scene.one().sendAll(Octets.latin(" hello"));
      scene.one().shutdown(Shutdown.WR);
      assertThat(all(scene.other())).isEqualTo(Octets.latin("ahead hello"));
      scene.other().sendAll(Octets.latin("still here"));
      scene.other().shutdown(Shutdown.WR);
      assertThat(all(scene.one())).isEqualTo(Octets.latin("still here"));
      assertThat(scene.relay().end().returned()).isEqualTo(21);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void manyBytesBothWaysArriveAsTheyWere(boolean spliced) throws Exception {
    byte[] bytes = new byte[5_000_000];
    new SplittableRandom(1).nextBytes(bytes);
    try (Scene scene = Scene.start(spliced, Served.LONG)) {
      Running<Void> forth = send(scene.one(), bytes);
      Running<Void> back = send(scene.other(), bytes);
      Running<byte[]> got = Running.start(Threads.VIRTUAL, () -> all(scene.other()));
      // AssertJ compares large arrays a boxed element at a time.
      assertThat(Arrays.equals(all(scene.one()), bytes)).isTrue();
      byte[] there = got.end().returned();
      assertThat(new String(there, 0, 5)).isEqualTo("ahead");
      assertThat(Arrays.equals(there, 5, there.length, bytes, 0, bytes.length)).isTrue();
      forth.end().returned();
      back.end().returned();
      assertThat(scene.relay().end().returned()).isEqualTo(2L * bytes.length + 5);
    }
  }

  private static Running<Void> send(Socket socket, byte[] bytes) {
    return Running.start(
        Threads.VIRTUAL,
        () -> {
          socket.sendAll(bytes);
          socket.shutdown(Shutdown.WR);
          return null;
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void slowReaderStopsTheWriter(boolean spliced) throws Exception {
    try (Scene scene = Scene.start(spliced, Served.LONG)) {
      long taken = Misbehaviour.stall(scene.one());
      assertThat(taken).isLessThan(64 << 20);
      scene.one().shutdown(Shutdown.WR);
      assertThat(all(scene.other())).hasSize((int) taken + 5);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void resetOfOneEndEndsTheOther(boolean spliced) throws Exception {
    try (Scene scene = Scene.start(spliced, Served.LONG)) {
      assertThat(scene.other().recv(5)).hasSize(5);
      Misbehaviour.reset(scene.one());
      assertThat(scene.relay().end().failure()).isInstanceOf(IOException.class);
      assertThat(scene.other().recv(1)).isEmpty();
    }
  }

  /** Each side has sent what nobody has read, so that either direction may meet the reset first. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void resetOfOneEndResetsTheOther(boolean ofLeft) throws Exception {
    for (int i = 0; i < 20; i++) {
      try (SocketPair left = Loopback.TCP4.pair();
          SocketPair right = Loopback.TCP4.pair()) {
        Connection near = Connection.of(left.second());
        Connection far = Connection.of(right.second());
        Running<Long> relay =
            Running.start(
                Threads.VIRTUAL, () -> BidirectionalRelay.between(near, far, Served.LONG));
        Socket dies = ofLeft ? left.first() : right.first();
        Socket lives = ofLeft ? right.first() : left.first();
        Misbehaviour.stall(lives);
        dies.sendAll(new byte[1000]);
        Misbehaviour.reset(dies);
        assertThat(relay.end().failure()).hasMessageContaining("(ECONNRESET)");
        assertThatThrownBy(() -> all(lives)).hasMessageContaining("(ECONNRESET)");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void silenceEndsBoth(boolean spliced) throws Exception {
    try (Scene scene = Scene.start(spliced, Duration.ofMillis(20))) {
      assertThat(scene.relay().end().failure()).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void interruptEndsBoth(boolean spliced) throws Exception {
    try (Scene scene = Scene.start(spliced, Served.LONG)) {
      assertThat(scene.other().recv(5)).hasSize(5);
      scene.relay().thread().interrupt();
      assertThat(scene.relay().end().failure()).isInstanceOf(IOException.class);
      assertThat(scene.other().recv(1)).isEmpty();
    }
  }
}
