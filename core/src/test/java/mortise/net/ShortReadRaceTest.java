package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;
import mortise.testing.Running;
import mortise.testing.Seeds;
import mortise.testing.Threads;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A recv that fills less than it was given spares the next one a call of the kernel. Whatever comes
 * next, and whenever it comes, that next one must see it.
 */
@Isolated("takes all CPUs for seconds")
final class ShortReadRaceTest {
  private static final int LANES = 6;
  private static final int CONNECTIONS = 150;
  private static final int MOST_SENDS = 8;

  /** Longer than any scheduler's delay: who waits so long has missed something. */
  private static final Duration MISSED = Duration.ofSeconds(20);

  /** How the peer ends, with bytes before it. */
  enum End {
    FIN,
    RESET,
    URGENT
  }

  @ParameterizedTest
  @EnumSource
  void whateverComesAfterAShortReadIsSeen(End end) {
    Seeds.each(
        1,
        random -> {
          List<Running<Void>> lanes = new ArrayList<>();
          for (int i = 0; i < LANES; i++) {
            Threads kind = Threads.values()[i % Threads.values().length];
            SplittableRandom own = new SplittableRandom(random.nextLong());
            lanes.add(Running.start(Threads.LOOP, lane(kind, own, end)));
          }
          for (Running<Void> lane : lanes) {
            assertThat(lane.end().thrown()).isNull();
          }
        });
  }

  private static Callable<Void> lane(Threads kind, SplittableRandom random, End end) {
    return () -> {
      try (Socket listener = Loopback.TCP4.listener()) {
        for (int i = 0; i < CONNECTIONS; i++) {
          Socket client = Loopback.TCP4.client(listener.localAddress());
          try (client;
              Socket server = listener.accept()) {
            Running<Integer> reader = Running.start(kind, () -> countAll(server, end));
            int sent = send(client, random, end);
            check(reader, sent, end);
          }
        }
        return null;
      }
    };
  }

  private static int send(Socket client, SplittableRandom random, End end) throws IOException {
    int sends = random.nextInt(MOST_SENDS);
    int sent = 0;
    for (int i = 0; i < sends; i++) {
      int count = random.nextInt(1, 100);
      client.sendAll(new byte[count]);
      sent += count;
      pause(random);
      if (end == End.URGENT && random.nextBoolean()) {
        client.send(new byte[] {'!'}, Flags.OOB);
        pause(random);
      }
    }
    if (end == End.RESET) {
      Misbehaviour.reset(client);
    } else {
      Misbehaviour.halfClose(client);
    }
    return sent;
  }

  /** From nothing to longer than a turn of a loop. */
  private static void pause(SplittableRandom random) {
    for (int i = random.nextInt(4) == 0 ? 0 : random.nextInt(2000); i > 0; i--) {
      Thread.onSpinWait();
    }
    if (random.nextInt(4) == 0) {
      Thread.yield();
    }
  }

  /** The bytes that are not urgent ones; those stand among the others where a newer one came. */
  private static int countAll(Socket server, End end) throws IOException {
    server.timeout(MISSED);
    byte[] buffer = new byte[1 << 12];
    int sum = 0;
    while (true) {
      int count;
      try {
        count = server.recv(buffer);
      } catch (SocketTimeoutException e) {
        throw new AssertionError("the peer's " + end + " was missed after " + sum + " bytes", e);
      } catch (IOException e) {
        if (end == End.RESET && ((SocketFailure) e).errno().equals(Errno.ECONNRESET)) {
          return sum;
        }
        throw e;
      }
      if (count == 0) {
        return sum;
      }
      for (int i = 0; i < count; i++) {
        sum += buffer[i] == '!' ? 0 : 1;
      }
    }
  }

  private static void check(Running<Integer> reader, int sent, End end) throws Exception {
    var ended = reader.end();
    assertThat(ended.thrown()).isNull();
    if (end == End.RESET) {
      assertThat(ended.returned()).isLessThanOrEqualTo(sent);
    } else {
      assertThat(ended.returned()).isEqualTo(sent);
    }
  }
}
