package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import mortise.testing.Loopback;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A number that the kernel hands out again never reaches a caller that meant the old one.
 *
 * <p>Every connection carries its own number over and over. Threads send, receive and close without
 * any order, and go on using what was closed, while new connections get the old numbers.
 */
final class ReuseTest {
  private static final int CONNECTIONS = 8;
  private static final long NANOS = 600_000_000;

  /** However slow the machine is: so many connections at the least. */
  private static final int LEAST = 20 * CONNECTIONS;

  /** A pair and the number that alone may travel on it. */
  private record Line(long number, SocketPair pair) {
    Socket end() {
      return ThreadLocalRandom.current().nextBoolean() ? pair.first() : pair.second();
    }
  }

  private final AtomicLong numbers = new AtomicLong(1);
  private final AtomicLong received = new AtomicLong();
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicReferenceArray<Line> lines = new AtomicReferenceArray<>(CONNECTIONS);

  @ParameterizedTest
  @EnumSource(names = {"UNIX_STREAM", "SEQPACKET", "TCP4"})
  void bytesOfOneConnectionNeverTurnUpInAnother(Loopback kind) throws Exception {
    for (int i = 0; i < CONNECTIONS; i++) {
      lines.set(i, line(kind));
    }
    List<Running<Void>> all = new ArrayList<>();
    for (Threads threads : Threads.values()) {
      for (int i = 0; i < 4; i++) {
        all.add(Running.start(threads, this::send));
        all.add(Running.start(threads, this::receive));
      }
      all.add(Running.start(threads, () -> closeAndOpen(kind)));
    }
    long end = System.nanoTime() + NANOS;
    try {
      while ((System.nanoTime() < end || numbers.get() < LEAST || received.get() == 0)
          && all.stream().noneMatch(Running::hasEnded)) {
        Thread.sleep(5);
      }
    } finally {
      over.set(true);
      // A caller may still be about to park on a line that an opener is about to replace.
      while (!all.stream().allMatch(Running::hasEnded)) {
        closeAll();
        Thread.sleep(5);
      }
      closeAll();
    }
    for (Running<Void> running : all) {
      running.end().returned();
    }
  }

  private Line line(Loopback kind) throws IOException {
    return new Line(numbers.getAndIncrement(), kind.pair());
  }

  private Line anyLine() {
    return lines.get(ThreadLocalRandom.current().nextInt(CONNECTIONS));
  }

  private void closeAll() {
    for (int i = 0; i < CONNECTIONS; i++) {
      lines.get(i).pair.close();
    }
  }

  private Void send() {
    ByteBuffer message = ByteBuffer.allocate(8);
    while (!over.get()) {
      Line line = anyLine();
      message.putLong(0, line.number);
      Socket end = line.end();
      untilClosed(() -> end.send(message.clear()) == 8);
    }
    return null;
  }

  private Void receive() {
    while (!over.get()) {
      Line line = anyLine();
      Socket end = line.end();
      untilClosed(() -> {
        byte[] bytes = end.recv(8);
        if (bytes.length == 0) {
          return false;
        }
        assertThat(bytes).as("messages are whole").hasSize(8);
        assertThat(ByteBuffer.wrap(bytes).getLong()).isEqualTo(line.number);
        received.getAndIncrement();
        return true;
      });
    }
    return null;
  }

  private Void closeAndOpen(Loopback kind) throws IOException {
    while (!over.get()) {
      int place = ThreadLocalRandom.current().nextInt(CONNECTIONS);
      Line line = line(kind);
      Line old = lines.getAndSet(place, line);
      old.end().close();
      old.pair.close();
    }
    return null;
  }

  private interface Step {
    boolean goesOn() throws IOException;
  }

  /** Once more after the failure, too: what is closed has to stay so. */
  private void untilClosed(Step step) {
    try {
      for (int i = 0; i < 100 && step.goesOn(); i++) {
        if (over.get()) {
          return;
        }
      }
    } catch (SocketException e) {
      Errno errno = ((SocketFailure) e).errno();
      assertThat(errno).isIn(Errno.EBADF, Errno.EPIPE, Errno.ECONNRESET);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
