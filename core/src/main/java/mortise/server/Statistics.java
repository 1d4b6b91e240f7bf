package mortise.server;

import java.time.Duration;
import java.util.Map;

/**
 * What a server has counted since it opened. Numbers that move while they are read may be a
 * connection apart.
 *
 * @param accepted connections that were let in
 * @param active how many of them are here
 * @param refused connections that were not let in, by reason; every reason is there
 * @param ended connections that were let in and have ended, by the way they did
 * @param acceptFailures how often accept failed, for whatever reason
 * @param received bytes from all peers, as they came out of the sockets
 * @param sent bytes to all peers
 * @param time how long the connections that have ended lasted, together
 * @param longest how long the longest of them lasted
 */
public record Statistics(
    long accepted,
    int active,
    Map<Refusal, Long> refused,
    Map<Ending, Long> ended,
    long acceptFailures,
    long received,
    long sent,
    Duration time,
    Duration longest) {
  public Statistics {
    refused = Map.copyOf(refused);
    ended = Map.copyOf(ended);
  }

  /** How many connections ended so. */
  public long ended(Ending ending) {
    return ended.get(ending);
  }

  /** How many connections were refused for a reason. */
  public long refused(Refusal reason) {
    return refused.get(reason);
  }

  /** How many connections were refused. */
  public long refusedInAll() {
    return refused.values().stream().mapToLong(Long::longValue).sum();
  }
}
