package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.time.Duration;
import mortise.poll.WaitLimit;
import mortise.testing.Loopback;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;

final class DeadlineTest {
  @Test
  void timeThatIsLeftShrinksToZero() throws Exception {
    Deadline deadline = Deadline.after(Duration.ofMillis(20));
    assertThat(deadline.remaining()).isPositive().isLessThanOrEqualTo(Duration.ofMillis(20));
    Until.holds(() -> deadline.remaining().isZero());
    assertThat(deadline.remaining()).isZero();
  }

  @Test
  void endsOfTheScale() {
    assertThat(Deadline.after(Duration.ZERO)).isSameAs(Deadline.NOW);
    assertThat(Deadline.after(Duration.ofSeconds(Long.MAX_VALUE))).isSameAs(Deadline.NEVER);
    assertThat(Deadline.after(Duration.ofNanos(1))).isNotSameAs(Deadline.NOW);
    assertThat(Deadline.NOW.remaining()).isZero();
    assertThat(Deadline.NEVER.remaining()).isGreaterThan(Duration.ofDays(70 * 365));
    assertThat(Deadline.after(Duration.ofDays(365 * 70)).remaining())
        .isGreaterThan(Duration.ofDays(365 * 69));
    assertThatThrownBy(() -> Deadline.after(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void textTellsWhatIsLeft() {
    assertThat(Deadline.NEVER).hasToString("never");
    assertThat(Deadline.NOW).hasToString("now");
    assertThat(Deadline.after(Duration.ofHours(2)).toString()).startsWith("PT1H59M59");
  }

  @Test
  void oneDeadlineGovernsSeveralCalls() throws IOException {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair()) {
      Deadline deadline = Deadline.after(Duration.ofMillis(30));
      MemorySegment room = MemorySegment.ofArray(new byte[9]);
      for (int i = 0; i < 3; i++) {
        Throwable thrown = catchThrowable(() -> pair.first().recv(room, Flags.NONE, deadline));
        assertThat(thrown).isInstanceOf(SocketTimeoutException.class);
        assertThat(deadline.remaining()).isZero();
      }
      pair.second().send(new byte[4]);
      assertThat(pair.first().recv(room, Flags.NONE, deadline)).as("what is ready").isEqualTo(4);
    }
  }

  @Test
  void timeoutsAreKept() throws IOException {
    try (Socket socket = Socket.open()) {
      assertThat(socket.timeout()).isNull();
      assertThat(socket.timeout(Duration.ofSeconds(3))).isSameAs(socket);
      assertThat(socket.timeout()).isEqualTo(Duration.ofSeconds(3));
      assertThat(socket.timeout(null).timeout()).isNull();
    }
  }

  @Test
  void patienceKeepsItsTwoSpecialNumbers() {
    assertThat(WaitLimit.until(WaitLimit.FOREVER)).isNotEqualTo(WaitLimit.FOREVER);
    assertThat(WaitLimit.until(WaitLimit.NONE)).isNotEqualTo(WaitLimit.NONE);
    assertThat(WaitLimit.of(0)).isEqualTo(WaitLimit.NONE);
    assertThat(WaitLimit.of(-5)).isEqualTo(WaitLimit.NONE);
  }
}
