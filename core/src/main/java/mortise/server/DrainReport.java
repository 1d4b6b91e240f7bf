package mortise.server;

import java.time.Duration;

/**
 * How the connections of a server ended when it was stopped.
 *
 * @param open the number that were open at the beginning
 * @param ended how many ended by themselves; more than were open where clients came from the accept
 *     queue
 * @param cut how many were reset at the deadline
 * @param time how long it took
 */
public record DrainReport(int open, long ended, long cut, Duration time) {
  /**
   * Stops a server as {@link Server#stop(Duration)} does, and reports.
   *
   * @param time the time for handlers to finish
   * @throws IllegalArgumentException when the time is negative
   */
  public static DrainReport of(Server server, Duration time) {
    long begin = System.nanoTime();
    Statistics before = server.statistics();
    server.stop(time);
    Statistics after = server.statistics();
    long cut = after.closed(CloseReason.FORCED) - before.closed(CloseReason.FORCED);
    return new DrainReport(
        before.active(),
        total(after) - total(before) - cut,
        cut,
        Duration.ofNanos(System.nanoTime() - begin));
  }

  private static long total(Statistics statistics) {
    return statistics.closed().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns whether every connection ended by itself. */
  public boolean isClean() {
    return cut == 0;
  }
}
