package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mortise.testing.ChildJvm;
import mortise.testing.Seeds;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * A {@link Storm} that goes on, in a process of its own that has to stay as small as it began.
 * {@code -Dmortise.soak=SECONDS} makes it minutes.
 */
@Isolated("takes all CPUs for seconds")
final class SoakTest {
  private static final String PROPERTY = "mortise.soak";
  private static final int SECONDS = 3;
  private static final int LANES = 30;

  /** What the collector, the compiler and timers that have yet to fire may make of difference. */
  private static final long HEAP_BYTES = 8 << 20;

  private static final int MORE_THREADS = 6;

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void heapDescriptorsAndThreadsStayFlat() {
    Seeds.each(
        1,
        random -> {
          String seconds = Integer.toString(Integer.getInteger(PROPERTY, SECONDS));
          String output =
              new ChildJvm()
                  .with("-Xmx128m", "--add-opens=java.base/java.lang=ALL-UNNAMED")
                  .run(SoakTest.class, seconds, Long.toString(random.nextLong()))
                  .succeeded();
          System.out.print(output);
          assertThat(output).contains("flat after");
        });
  }

  private record Size(long heap, long descriptors, long threads) {
    static Size now() throws IOException {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
        return new Size(
            runtime.totalMemory() - runtime.freeMemory(),
            open.count(),
            Thread.getAllStackTraces().size());
      }
    }

    boolean isFlatAfter(Size before) {
      return heap <= before.heap + HEAP_BYTES
          && descriptors == before.descriptors
          && threads <= before.threads + MORE_THREADS;
    }

    @Override
    public String toString() {
      return "heap %d KiB, %d descriptors, %d threads".formatted(heap >> 10, descriptors, threads);
    }
  }

  public static void main(String[] arguments) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[0]));
    SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[1]));
    try (Loop one = Loop.open("soak");
        Loop other = Loop.open("soak")) {
      Storm storm =
          new Storm(List.of(one.threads(), other.threads(), Thread.ofVirtual().factory()));
      storm.blow(random, LANES, 2);
      Size before = Size.now();
      System.out.println(before + " at the beginning");
      do {
        storm.blow(random, LANES, 10);
      } while (System.nanoTime() < end);
      // A platform thread that was replaced may still be on its way out.
      Until.holds(() -> loopThreads() == 2);
      Size after = Size.now();
      System.out.printf("%s after %d whole connections%n", after, storm.whole());
      if (!after.isFlatAfter(before)) {
        throw new AssertionError("it has grown");
      }
      System.out.printf("flat after %d bytes%n", storm.bytes());
    }
    System.exit(0);
  }

  private static long loopThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("soak-"))
        .count();
  }
}
