package mortise.poll;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether the machine has an idle CPU, by the times in {@code /proc/stat}, proc(5), of the last
 * tenth of a second.
 */
final class IdleCpus {
  private static final Path STAT = Path.of("/proc/stat");

  /** The times count hundredths of a second, so less would say little. */
  private static final long SPAN_NANOS = 100_000_000;

  /** A longer span is of another time. */
  private static final long MOST_NANOS = 1_000_000_000;

  private static final double NANOS_PER_TICK = 10_000_000;

  /** What part of a CPU has to be idle. */
  private static final double ENOUGH = 0.5;

  private long since;
  private long seen;
  private double idle;

  /** Looks at an instant of {@link System#nanoTime}; false until a tenth of a second has passed. */
  boolean look(long now) {
    long span = now - since;
    if (seen == 0 || span >= SPAN_NANOS) {
      long ticks;
      try {
        ticks = idleTicks(Files.readString(STAT));
      } catch (IOException | RuntimeException e) {
        return true; // no such file: then the loops alone decide
      }
      boolean known = seen != 0 && span < MOST_NANOS;
      idle = known ? (ticks - seen) * NANOS_PER_TICK / span : 0;
      since = now;
      seen = ticks;
    }
    return idle >= ENOUGH;
  }

  /** Begins anew. */
  void forget() {
    seen = 0;
    idle = 0;
  }

  /** The time of all CPUs without work, in a text that begins with {@code cpu 10 20 30 40 50}. */
  static long idleTicks(String stat) {
    String[] times = stat.substring(0, stat.indexOf('\n')).split(" +");
    return Long.parseLong(times[4]) + Long.parseLong(times[5]);
  }
}
