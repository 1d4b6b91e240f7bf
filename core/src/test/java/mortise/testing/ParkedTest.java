package mortise.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import mortise.net.SocketPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ParkedTest {
  @ParameterizedTest
  @EnumSource
  void actsWhileTheCallWaits(Threads kind) throws Exception {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair()) {
      Ended<byte[]> ended =
          Parked.then(kind, () -> pair.first().recv(9), () -> pair.second().send("now".getBytes()));
      assertThat(ended.returned()).asString().isEqualTo("now");
    }
  }

  @Test
  void callThatDoesNotWaitIsAnError() {
    assertThatThrownBy(() -> Parked.then(() -> "at once", () -> {}))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("at once");
  }

  @Test
  void waitingSomewhereElseDoesNotCount() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    Thread thread = Threads.PLATFORM.start(() -> uninterrupted(latch));
    Until.holds(() -> thread.getState() == Thread.State.WAITING);
    assertThat(Parked.isParked(thread)).isFalse();
    latch.countDown();
    thread.join();
  }

  private static void uninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
