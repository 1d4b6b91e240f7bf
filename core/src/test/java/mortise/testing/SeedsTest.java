package mortise.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

final class SeedsTest {
  @Test
  void everyCaseHasItsOwnNumbers() {
    Assumptions.assumeTrue(System.getProperty("mortise.seed") == null);
    Set<Long> seen = new HashSet<>();
    Seeds.each(10, random -> seen.add(random.nextLong()));
    assertThat(seen).hasSize(10);
  }

  @Test
  void failureNamesItsSeed() {
    assertThatThrownBy(() ->
            Seeds.each(
                1,
                _ -> {
                  throw new IllegalStateException("words");
                }))
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching("with -Dmortise.seed=-?\\d+: words")
        .hasCauseInstanceOf(IllegalStateException.class);
  }
}
