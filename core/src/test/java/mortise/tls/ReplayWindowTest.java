package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import mortise.testing.Seeds;
import org.junit.jupiter.api.Test;

final class ReplayWindowTest {
  private final ReplayWindow window = new ReplayWindow();

  @Test
  void numberIsTakenOnce() {
    assertThat(window.add(0)).isTrue();
    assertThat(window.add(0)).isFalse();
    assertThat(window.add(5)).isTrue();
    assertThat(window.add(3)).isTrue();
    assertThat(window.add(3)).isFalse();
    assertThat(window.add(5)).isFalse();
  }

  @Test
  void windowIsSixtyFourNumbersLong() {
    assertThat(window.add(100)).isTrue();
    assertThat(window.add(100 - 63)).isTrue();
    assertThat(window.add(100 - 63)).isFalse();
    assertThat(window.add(100 - 64)).isFalse();
    assertThat(window.add(163)).isTrue();
    assertThat(window.add(100)).isFalse();
    assertThat(window.add(164)).isTrue();
    assertThat(window.add(100)).isFalse();
  }

  @Test
  void epochBeginsAnew() {
    long second = 2L << 48;
    assertThat(window.add(1L << 48 | 7)).isTrue();
    assertThat(window.add(second)).isTrue();
    assertThat(window.add(second)).isFalse();
    assertThat(window.add(1L << 48 | 8)).isFalse();
  }

  /** Against a set of all numbers. */
  @Test
  void anyOrderIsRemembered() {
    Seeds.each(
        200,
        random -> {
          ReplayWindow any = new ReplayWindow();
          Set<Long> all = new HashSet<>();
          long greatest = 0;
          for (int i = 0; i < 300; i++) {
            long number = Math.max(0, greatest + random.nextInt(100) - 70);
            greatest = Math.max(greatest, number);
            boolean fresh = number > greatest - ReplayWindow.SIZE && !all.contains(number);
            assertThat(any.add(number)).isEqualTo(fresh);
            all.add(number);
          }
        });
  }
}
