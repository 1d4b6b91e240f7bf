package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.random.RandomGenerator;
import mortise.testing.Ended;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;
import mortise.testing.Parked;
import mortise.testing.Running;
import mortise.testing.Seeds;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A socket as streams, reader and writer. */
final class StreamViewTest {
  static Set<Loopback> streams() {
    return Loopback.STREAMS;
  }

  @ParameterizedTest
  @MethodSource("streams")
  void bytesOfOddSizesArriveAsTheyWere(Loopback kind) {
    Seeds.each(
        3,
        random -> {
          byte[] bytes = random(random, 100_000 + random.nextInt(2_000_000));
          try (SocketPair pair = kind.pair()) {
            Running<Void> writer = Running.start(Threads.VIRTUAL, () -> write(pair, bytes, random));
            assertThat(pair.second().inputStream().readAllBytes()).isEqualTo(bytes);
            writer.end().returned();
          }
        });
  }

  private static Void write(SocketPair pair, byte[] bytes, RandomGenerator random)
      throws IOException {
    OutputStream out = pair.first().outputStream();
    int at = 0;
    while (at < bytes.length) {
      int count = Math.min(bytes.length - at, 1 + random.nextInt(300_000));
      out.write(bytes, at, count);
      at += count;
    }
    pair.first().shutdown(Shutdown.WR);
    return null;
  }

  @ParameterizedTest
  @MethodSource("streams")
  void transferToMovesAllAndCounts(Loopback kind) throws Exception {
    byte[] bytes = random(RandomGenerator.getDefault(), 777_777);
    try (SocketPair pair = kind.pair();
        SocketPair next = kind.pair()) {
      Running<Long> relay =
          Running.start(
              Threads.VIRTUAL,
              () -> {
                long moved = pair.second().inputStream().transferTo(next.first().outputStream());
                next.first().shutdown(Shutdown.WR);
                return moved;
              });
      Running<byte[]> reader =
          Running.start(Threads.PLATFORM, () -> next.second().inputStream().readAllBytes());
      pair.first().sendAll(bytes);
      pair.first().shutdown(Shutdown.WR);
      assertThat(relay.end().returned()).isEqualTo(bytes.length);
      assertThat(reader.end().returned()).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void endIsMinusOneAgainAndAgain(Loopback kind) throws IOException {
    try (SocketPair pair = kind.pair()) {
      pair.first().outputStream().write(0xff);
      pair.first().shutdown(Shutdown.WR);
      InputStream in = pair.second().inputStream();
      assertThat(in.read()).isEqualTo(0xff);
      assertThat(in.read()).isEqualTo(-1);
      assertThat(in.read(new byte[3])).isEqualTo(-1);
      assertThat(in.read(new byte[0])).isZero();
      assertThat(in.transferTo(new ByteArrayOutputStream())).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void availableIsWhatTheKernelHolds(Loopback kind) throws IOException {
    try (SocketPair pair = kind.pair()) {
      InputStream in = pair.second().inputStream();
      assertThat(in.available()).isZero();
      pair.first().sendAll(new byte[1234]);
      pair.second().awaitReadable(Deadline.NEVER);
      assertThat(in.available()).isEqualTo(1234);
      in.readNBytes(1200);
      assertThat(in.available()).isEqualTo(34);
      in.close();
      assertThatThrownBy(in::available).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void closingAStreamClosesTheSocket() throws IOException {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      pair.first().outputStream().close();
      assertThat(pair.first().isOpen()).isFalse();
      pair.second().inputStream().close();
      assertThat(pair.second().isOpen()).isFalse();
      assertThatThrownBy(() -> pair.second().inputStream().read())
          .isInstanceOf(SocketException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void closeWakesParkedRead(Threads kind) throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      InputStream in = pair.first().inputStream();
      assertThat(Parked.then(kind, in::read, in::close).failure())
          .isInstanceOf(SocketException.class);
    }
  }

  @Test
  void readGoesOnAfterATimeout() throws IOException {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair()) {
      InputStream in = pair.first().timeout(Duration.ofMillis(20)).inputStream();
      assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
      pair.second().sendAll(new byte[] {7});
      assertThat(in.read()).isEqualTo(7);
    }
  }

  @Test
  void writeThatFailsTellsWhatItHadSent() throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      Misbehaviour.shrink(pair.first(), pair.second());
      OutputStream out = pair.first().outputStream();
      Ended<Void> ended =
          Parked.then(
              () -> {
                out.write(new byte[8 << 20]);
                return null;
              },
              () -> Misbehaviour.reset(pair.second()));
      assertThat(ended.failure()).isInstanceOf(SocketException.class);
      assertThat(((SocketFailure) ended.failure()).transferred()).isBetween(1L, (8L << 20) - 1);
    }
  }

  @Test
  void resetIsAnExceptionAndNoEnd() throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      InputStream in = pair.first().inputStream();
      Ended<Integer> ended = Parked.then(in::read, () -> Misbehaviour.reset(pair.second()));
      assertThat(((SocketFailure) ended.failure()).errno()).isEqualTo(Errno.ECONNRESET);
    }
  }

  @Test
  void linesGoBothWays() throws IOException {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair();
        BufferedWriter out = pair.first().writer(StandardCharsets.UTF_8);
        BufferedReader in = pair.second().reader(StandardCharsets.UTF_8)) {
      out.write("grüß dich\nohne Ende");
      out.flush();
      pair.first().shutdown(Shutdown.WR);
      assertThat(in.readLine()).isEqualTo("grüß dich");
      assertThat(in.readLine()).isEqualTo("ohne Ende");
      assertThat(in.readLine()).isNull();
    }
  }

  @Test
  void messagesAreNoStream() throws IOException {
    try (SocketPair pair = Loopback.UNIX_DATAGRAM.pair()) {
      assertThat(catchThrowable(pair.first()::inputStream))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("inputStream needs a stream");
      assertThat(catchThrowable(pair.first()::outputStream))
          .isInstanceOf(IllegalStateException.class);
      assertThat(catchThrowable(pair.first()::asJava)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void wrongPartOfAnArrayIsRefused() throws IOException {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair()) {
      byte[] three = new byte[3];
      assertThatThrownBy(() -> pair.first().inputStream().read(three, 2, 2))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> pair.first().outputStream().write(three, -1, 2))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  private static byte[] random(RandomGenerator random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }
}
