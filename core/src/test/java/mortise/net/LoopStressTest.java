package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadFactory;
import mortise.testing.ChildJvm;
import mortise.testing.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A {@link Storm} on loops, on the JDK's scheduler, and without the grant. */
@Isolated("takes all CPUs for seconds")
final class LoopStressTest {
  private static final int LANES = 50;
  private static final int EACH = 10;

  /** No loops stand for the JDK's scheduler alone. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4})
  void everyByteArrivesOnceWhateverPeersDo(int loops) {
    Seeds.each(1, random -> assertThat(blow(loops, random.nextLong())).isPositive());
  }

  @Test
  void everyByteArrivesOnceWithoutTheGrant() {
    Seeds.each(
        1,
        random -> {
          String seed = Long.toString(random.nextLong());
          assertThat(new ChildJvm().run(LoopStressTest.class, seed).succeeded()).contains("whole:");
        });
  }

  public static void main(String[] arguments) throws Exception {
    System.out.println("whole: " + blow(2, Long.parseLong(arguments[0])));
    System.exit(0);
  }

  /** The connections that moved all of their bytes. */
  private static long blow(int loops, long seed) throws Exception {
    List<Loop> open = new ArrayList<>();
    try {
      List<ThreadFactory> threads = new ArrayList<>();
      for (int i = 0; i < loops; i++) {
        Loop loop = Loop.open("storm");
        open.add(loop);
        threads.add(loop.threads());
      }
      if (loops == 0) {
        threads.add(Thread.ofVirtual().factory());
      }
      Storm storm = new Storm(threads);
      storm.blow(new SplittableRandom(seed), LANES, EACH);
      return storm.whole();
    } finally {
      open.forEach(Loop::close);
    }
  }
}
