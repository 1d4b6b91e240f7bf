package mortise.testing;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Random tests that can be repeated: a failure names its seed, and {@code -Dmortise.seed=N} runs
 * that one case alone.
 */
public final class Seeds {
  private static final String PROPERTY = "mortise.seed";

  private Seeds() {}

  /** One case of a test. */
  @FunctionalInterface
  public interface Case {
    void run(RandomGenerator random) throws Exception;
  }

  /** Runs {@code times} cases, each with a seed of its own. */
  public static void each(int times, Case test) {
    Long given = Long.getLong(PROPERTY);
    long first = given == null ? System.nanoTime() : given;
    for (long seed = first; seed < first + (given == null ? times : 1); seed++) {
      run(seed, test);
    }
  }

  private static void run(long seed, Case test) {
    try {
      test.run(new SplittableRandom(seed));
    } catch (Throwable t) {
      throw new AssertionError("with -D" + PROPERTY + "=" + seed + ": " + t.getMessage(), t);
    }
  }
}
