package mortise.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import mortise.net.SocketPair;
import mortise.server.Connection;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ProgramGuardTest {
  private static final Duration SOON = Duration.ofMillis(20);
  private static final Duration LATE = Duration.ofHours(1);

  private final CountDownLatch stopped = new CountDownLatch(1);

  /** How often the guard has asked whether the program lives, which it does after each event. */
  private final AtomicInteger asked = new AtomicInteger();

  private ProgramGuard guard(Connection peer, Duration finish) {
    return ProgramGuard.start(peer, this::isAlive, stopped::countDown, finish);
  }

  private boolean isAlive() {
    asked.incrementAndGet();
    return stopped.getCount() > 0;
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP4", "TCP6"})
  void resetStopsTheProgramAtOnce(Loopback kind) throws Exception {
    try (SocketPair pair = kind.pair();
        ProgramGuard _ = guard(Connection.of(pair.first()), LATE)) {
      Misbehaviour.reset(pair.second());
      stopped.await();
    }
  }

  /** The reset that answers what is printed behind the end of the input is none of the input's. */
  @ParameterizedTest
  @EnumSource(names = {"TCP4", "TCP6", "UNIX_STREAM"})
  void closedClientLeavesTimeToFinish(Loopback kind) throws Exception {
    try (SocketPair pair = kind.pair();
        ProgramGuard _ = guard(Connection.of(pair.first()), LATE)) {
      hangUp(pair);
      // Asked at the start, behind the end of the input, and behind the hang-up.
      Until.holds(() -> asked.get() > 2 || stopped.getCount() == 0);
      assertThat(stopped.getCount()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP4", "TCP6", "UNIX_STREAM"})
  void closedClientHasItsProgramStoppedInTheEnd(Loopback kind) throws Exception {
    try (SocketPair pair = kind.pair();
        ProgramGuard _ = guard(Connection.of(pair.first()), SOON)) {
      hangUp(pair);
      stopped.await();
    }
  }

  @Test
  void clientThatHasOnlyShutDownItsDirectionKeepsTheProgram() throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair();
        ProgramGuard _ = guard(Connection.of(pair.first()), Duration.ZERO)) {
      Misbehaviour.halfClose(pair.second());
      Until.holds(() -> asked.get() > 1 || stopped.getCount() == 0);
      pair.first().send(new byte[1]);
      assertThat(pair.second().recv(1)).hasSize(1);
      assertThat(stopped.getCount()).isEqualTo(1);
    }
  }

  private static void hangUp(SocketPair pair) throws Exception {
    pair.second().close();
    Connection peer = Connection.of(pair.first());
    assertThat(peer.read(new byte[1])).isEqualTo(-1);
    // Until the kernel has refused a byte: then the reset is there.
    Until.holds(() -> {
      try {
        pair.first().send(new byte[1]);
        return false;
      } catch (java.io.IOException e) {
        assertThat(ProgramGuard.mayFinish(e)).isTrue();
        return true;
      }
    });
  }
}
