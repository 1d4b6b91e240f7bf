package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import mortise.testing.Ended;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;
import mortise.testing.Running;
import mortise.testing.Threads;
import mortise.testing.Until;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How many bytes a send took, and how many it had taken when it failed. */
final class SentCountTest {
  /** More than the kernel's buffers hold between two sockets that do not ask for more. */
  private static final int MUCH = 48 << 20;

  static Set<Loopback> streams() {
    return Loopback.STREAMS;
  }

  @ParameterizedTest
  @EnumSource
  void sendReturnsWhatTheKernelTook(Loopback kind) throws IOException {
    try (SocketPair pair = kind.pair()) {
      byte[] bytes = new byte[100];
      assertThat(pair.first().send(bytes)).isEqualTo(100);
      assertThat(pair.first().send(bytes, 90, 10)).isEqualTo(10);
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 20, 30);
      assertThat(pair.first().send(buffer)).isEqualTo(30);
      assertThat(buffer.position()).isEqualTo(50);
      assertThat(buffer.hasRemaining()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void oneSendOfAStreamIsBounded(Loopback kind) throws IOException {
    try (SocketPair pair = kind.pair()) {
      byte[] bytes = new byte[MUCH];
      assertThat(pair.first().send(bytes)).isBetween(1, SocketEndpoint.STREAM_CHUNK);
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void bufferWithLittleRoomTakesPart(Loopback kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      Misbehaviour.shrink(pair.first(), pair.second());
      byte[] bytes = new byte[SocketEndpoint.STREAM_CHUNK];
      int sent = pair.first().send(bytes);
      assertThat(sent).isBetween(1, bytes.length - 1);
      assertThat(receive(pair.second(), sent)).isEqualTo(sent);
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void fullBufferMakesSendWaitForRoom(Loopback kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      Misbehaviour.shrink(pair.first(), pair.second());
      long stalled = Misbehaviour.stall(pair.first());
      AtomicBoolean enough = new AtomicBoolean();
      AtomicLong sent = new AtomicLong();
      // TCP may find room for some more after it was full.
      Running<Void> sender =
          Running.parked(
              Threads.VIRTUAL,
              () -> {
                while (!enough.get()) {
                  int took = pair.first().send(new byte[1000]);
                  assertThat(took).isBetween(1, 1000);
                  sent.addAndGet(took);
                }
                return null;
              });
      enough.set(true);
      long before = sent.get();
      AtomicLong received = new AtomicLong();
      Until.holds(() -> {
        long left = stalled + before - received.get();
        received.addAndGet(receive(pair.second(), Math.min(1000, left)));
        return sender.hasEnded();
      });
      sender.end().returned();
      assertReceived(pair, stalled + sent.get() - received.get());
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void sendAllMovesAll(Loopback kind) throws Exception {
    byte[] bytes = new byte[4_000_001];
    new SplittableRandom(1).nextBytes(bytes);
    try (SocketPair pair = kind.pair()) {
      Running<Void> sender =
          Running.start(
              Threads.VIRTUAL,
              () -> {
                pair.first().sendAll(bytes);
                pair.first().shutdown(Shutdown.WR);
                return null;
              });
      byte[] received = new byte[bytes.length + 1];
      int count = 0;
      int some;
      while ((some = pair.second().recv(received, count, received.length - count)) > 0) {
        count += some;
      }
      sender.end().returned();
      assertThat(count).isEqualTo(bytes.length);
      assertThat(Arrays.mismatch(bytes, received)).isEqualTo(bytes.length);
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void deadlineInTheMiddleTellsWhatWasSent(Loopback kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      MemorySegment much = MemorySegment.ofArray(new byte[MUCH]);
      Throwable thrown =
          catchThrowable(
              () -> pair.first().sendAll(much, Flags.NONE, Deadline.after(Duration.ofMillis(50))));
      assertThat(thrown).isInstanceOf(SocketTimeoutException.class);
      long sent = ((SocketFailure) thrown).transferred();
      assertThat(sent).isBetween(1L, MUCH - 1L);
      assertThat(((InterruptedIOException) thrown).bytesTransferred).isEqualTo((int) sent);
      assertThat(thrown).hasMessageContaining("after " + sent + " bytes");
      assertThat(((SocketFailure) thrown).errno()).isEqualTo(Errno.ETIMEDOUT);
      assertReceived(pair, sent);
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void interruptInTheMiddleTellsWhatWasSent(Loopback kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      Running<Void> sender = sendMuch(pair);
      sender.thread().interrupt();
      Ended<Void> ended = sender.end();
      assertThat(ended.failure()).isInstanceOf(InterruptedIOException.class);
      assertThat(ended.interrupted()).isTrue();
      assertReceived(pair, ((SocketFailure) ended.failure()).transferred());
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void closeInTheMiddleTellsWhatWasSent(Loopback kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      Running<Void> sender = sendMuch(pair);
      pair.first().close();
      Throwable thrown = sender.end().failure();
      assertThat(thrown).isInstanceOf(SocketException.class);
      assertThat(((SocketFailure) thrown).errno()).isEqualTo(Errno.EBADF);
      long sent = ((SocketFailure) thrown).transferred();
      assertThat(sent).isPositive();
      assertThat(receive(pair.second(), Long.MAX_VALUE)).isEqualTo(sent);
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void zeroTimeoutSendsWhatFits(Loopback kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      pair.first().timeout(Duration.ZERO);
      Throwable thrown = catchThrowable(() -> pair.first().sendAll(new byte[MUCH]));
      assertThat(thrown).isInstanceOf(SocketTimeoutException.class);
      assertThat(((SocketFailure) thrown).errno()).isEqualTo(Errno.EAGAIN);
      long sent = ((SocketFailure) thrown).transferred();
      assertThat(sent).isPositive();
      assertReceived(pair, sent);
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void sendAllOfNothingIsNoCallThatWaits(Loopback kind) throws IOException {
    try (SocketPair pair = kind.pair()) {
      pair.first().sendAll(new byte[0]);
      pair.first().send(new byte[] {1});
      assertThat(pair.second().recv(512)).containsExactly(1);
    }
  }

  /** Parks in the middle of a sendAll. */
  private static Running<Void> sendMuch(SocketPair pair) throws InterruptedException {
    return Running.parked(
        Threads.VIRTUAL,
        () -> {
          pair.first().sendAll(new byte[MUCH]);
          return null;
        });
  }

  private static void assertReceived(SocketPair pair, long sent) throws IOException {
    pair.first().shutdown(Shutdown.WR);
    assertThat(receive(pair.second(), Long.MAX_VALUE)).isEqualTo(sent);
  }

  /** Receives until so many bytes have come or the stream ends; returns how many came. */
  private static long receive(Socket socket, long count) throws IOException {
    byte[] room = new byte[1 << 16];
    long received = 0;
    int some;
    while (received < count
        && (some = socket.recv(room, 0, (int) Math.min(room.length, count - received))) > 0) {
      received += some;
    }
    return received;
  }
}
