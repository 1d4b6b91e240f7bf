package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import mortise.testing.Ended;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;
import mortise.testing.NeedsLinux;
import mortise.testing.Parked;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@NeedsLinux("splice")
final class SpliceTest {
  private static final long ALL = Long.MAX_VALUE;

  static Stream<Arguments> fromAndTo() {
    return Loopback.STREAMS.stream()
        .flatMap(from -> Loopback.STREAMS.stream().map(to -> Arguments.of(from, to)));
  }

  @ParameterizedTest
  @MethodSource("fromAndTo")
  void bytesArriveAsTheyWere(Loopback from, Loopback to) throws Exception {
    byte[] bytes = random(1_000_001);
    try (SocketPair in = from.pair();
        SocketPair out = to.pair()) {
      Running<Long> relay =
          Running.start(
              Threads.VIRTUAL,
              () -> {
                long moved = Socket.splice(in.second(), out.first(), ALL);
                out.first().shutdown(Shutdown.WR);
                return moved;
              });
      Running<byte[]> reader =
          Running.start(Threads.VIRTUAL, () -> out.second().inputStream().readAllBytes());
      in.first().sendAll(bytes);
      in.first().shutdown(Shutdown.WR);
      assertThat(relay.end().returned()).isEqualTo(bytes.length);
      assertThat(reader.end().returned()).isEqualTo(bytes);
    }
  }

  @Test
  void someIsWhatIsThere() throws Exception {
    try (SocketPair in = Loopback.TCP4.pair();
        SocketPair out = Loopback.TCP4.pair();
        Splice splice = Splice.of(in.second(), out.first())) {
      in.first().sendAll(new byte[300]);
      assertThat(splice.moveSome(100, Deadline.NEVER)).isEqualTo(100);
      assertThat(splice.moveSome(ALL, Deadline.NEVER)).isEqualTo(200);
      in.first().shutdown(Shutdown.WR);
      assertThat(splice.moveSome(ALL, Deadline.NEVER)).isZero();
      assertThat(out.second().recv(1000)).hasSize(300);
      assertThatThrownBy(() -> splice.moveSome(0, Deadline.NEVER))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void countIsNotExceededAndTheRestStays() throws Exception {
    try (SocketPair in = Loopback.TCP4.pair();
        SocketPair out = Loopback.TCP4.pair()) {
      in.first().sendAll(random(100));
      assertThat(Socket.splice(in.second(), out.first(), 33)).isEqualTo(33);
      assertThat(Socket.splice(in.second(), out.first(), 0)).isZero();
      assertThat(out.second().inputStream().readNBytes(33)).hasSize(33);
      assertThat(in.second().inputStream().readNBytes(67)).hasSize(67);
      in.first().close();
      assertThat(Socket.splice(in.second(), out.first(), ALL)).isZero();
    }
  }

  @Test
  void socketToItselfIsAnEcho() throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      Running<Long> echo =
          Running.start(Threads.VIRTUAL, () -> Socket.splice(pair.second(), pair.second(), ALL));
      byte[] bytes = random(1000);
      for (int i = 0; i < 10; i++) {
        pair.first().sendAll(bytes);
        assertThat(pair.first().inputStream().readNBytes(1000)).isEqualTo(bytes);
      }
      pair.first().shutdown(Shutdown.WR);
      assertThat(echo.end().returned()).isEqualTo(10_000);
    }
  }

  /**
   * Of 24 MiB into a peer that does not read, all are somewhere: sent, in the pipe, or not taken.
   */
  @ParameterizedTest
  @MethodSource("fromAndTo")
  void deadlineLosesNothing(Loopback from, Loopback to) throws Exception {
    byte[] bytes = random(24 << 20);
    try (SocketPair in = from.pair();
        SocketPair out = to.pair();
        Splice splice = Splice.of(in.second(), out.first())) {
      Running<Void> writer =
          Running.start(
              Threads.VIRTUAL,
              () -> {
                in.first().sendAll(bytes);
                in.first().shutdown(Shutdown.WR);
                return null;
              });
      long moved = 0;
      do {
        Deadline soon = Deadline.after(Duration.ofMillis(20));
        Throwable late = catchThrowable(() -> splice.move(ALL, soon));
        assertThat(late).isInstanceOf(SocketTimeoutException.class);
        moved += ((SocketFailure) late).transferred();
      } while (splice.pending() == 0);

      Running<byte[]> reader =
          Running.start(Threads.VIRTUAL, () -> out.second().inputStream().readAllBytes());
      moved += splice.move(ALL);
      out.first().shutdown(Shutdown.WR);
      writer.end().returned();
      assertThat(moved).isEqualTo(bytes.length);
      assertThat(reader.end().returned()).isEqualTo(bytes);
    }
  }

  @Test
  void whatALostPeerDidNotGetCanBeDrained() throws Exception {
    byte[] bytes = random(4 << 20);
    try (SocketPair in = Loopback.UNIX_STREAM.pair();
        SocketPair out = Loopback.UNIX_STREAM.pair();
        Splice splice = Splice.of(in.second(), out.first())) {
      Running<Void> writer =
          Running.start(
              Threads.VIRTUAL,
              () -> {
                in.first().sendAll(bytes);
                in.first().close();
                return null;
              });
      Ended<Long> ended = Parked.then(() -> splice.move(ALL), out.second()::close);
      assertThat(ended.failure()).isInstanceOf(SocketException.class);
      SocketFailure failure = (SocketFailure) ended.failure();
      assertThat(failure.errno()).isEqualTo(Errno.EPIPE);
      int sent = (int) failure.transferred();
      byte[] drained = splice.drain();
      assertThat(drained).hasSizeBetween(1, 1 << 18);
      assertThat(splice.pending()).isZero();
      int at = sent + drained.length;
      assertThat(drained).isEqualTo(Arrays.copyOfRange(bytes, sent, at));
      assertThat(in.second().inputStream().readAllBytes())
          .isEqualTo(Arrays.copyOfRange(bytes, at, bytes.length));
      writer.end().returned();
    }
  }

  @Test
  void whatCameBeforeAResetIsDelivered() throws Exception {
    byte[] bytes = random(50_000);
    try (SocketPair in = Loopback.TCP4.pair();
        SocketPair out = Loopback.TCP4.pair()) {
      Running<Long> relay =
          Running.start(Threads.VIRTUAL, () -> Socket.splice(in.second(), out.first(), ALL));
      in.first().sendAll(bytes);
      assertThat(out.second().inputStream().readNBytes(bytes.length)).isEqualTo(bytes);
      relay.untilParked();
      Misbehaviour.reset(in.first());
      SocketFailure failure = (SocketFailure) relay.end().failure();
      assertThat(failure.errno()).isEqualTo(Errno.ECONNRESET);
      assertThat(failure.transferred()).isEqualTo(bytes.length);
    }
  }

  @ParameterizedTest
  @EnumSource
  void interruptAndCloseEndTheWait(Threads kind) throws Exception {
    try (SocketPair in = Loopback.TCP4.pair();
        SocketPair out = Loopback.TCP4.pair()) {
      Running<Long> relay =
          Running.parked(kind, () -> Socket.splice(in.second(), out.first(), ALL));
      relay.thread().interrupt();
      assertThat(relay.end().failure()).isInstanceOf(InterruptedIOException.class);
      Ended<Long> closed =
          Parked.then(kind, () -> Socket.splice(in.second(), out.first(), ALL), in.second()::close);
      assertThat(closed.failure()).isInstanceOf(SocketException.class);
      assertThat(out.first().isOpen()).isTrue();
    }
  }

  @Test
  void timeoutOfTheSocketThatWaitsCounts() throws IOException {
    try (SocketPair in = Loopback.TCP4.pair();
        SocketPair out = Loopback.TCP4.pair()) {
      in.second().timeout(Duration.ofMillis(20));
      assertThatThrownBy(() -> Socket.splice(in.second(), out.first(), 1))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void closedSpliceSaysSo() throws IOException {
    try (SocketPair in = Loopback.TCP4.pair()) {
      Splice splice = Splice.of(in.first(), in.second());
      splice.close();
      splice.close();
      assertThatThrownBy(() -> splice.move(1)).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void wrongArgumentsAreNamed() throws IOException {
    try (SocketPair packets = Loopback.SEQPACKET.pair();
        SocketPair pair = Loopback.UNIX_STREAM.pair()) {
      for (List<Socket> ends :
          List.of(List.of(packets.first(), pair.first()), List.of(pair.first(), packets.first()))) {
        assertThatThrownBy(() -> Socket.splice(ends.getFirst(), ends.getLast(), 1))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("is not a stream");
      }
      assertThatThrownBy(() -> Socket.splice(pair.first(), pair.second(), -5))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("-5");
    }
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    RandomGenerator.getDefault().nextBytes(bytes);
    return bytes;
  }
}
