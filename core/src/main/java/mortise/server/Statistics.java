package mortise.server;

import java.time.Duration;
import java.util.Map;

/**
 * What a server has counted since it opened. Numbers that move while they are read may be a
 * connection apart.
 *
 * @param accepted connections that were let in
 * @param active how many of them are here
 * @param rejected rejected connections, by reason; every reason is there
 * @param closed accepted connections that were closed, by reason
 * @param acceptFailures how often accept failed, for whatever reason
 * @param received bytes from all peers, as they came out of the sockets
 * @param sent bytes to all peers
 * @param time how long the connections that have ended lasted, together
 * @param longest how long the longest of them lasted
 */
public record Statistics(
    long accepted,
    int active,
    Map<RejectReason, Long> rejected,
    Map<CloseReason, Long> closed,
    long acceptFailures,
    long received,
    long sent,
    Duration time,
    Duration longest) {
  public Statistics {
    rejected = Map.copyOf(rejected);
    closed = Map.copyOf(closed);
  }

  /** How many connections ended so. */
  public long closed(CloseReason reason) {
    return closed.getOrDefault(reason, 0L);
  }

  /** How many connections were refused for a reason. */
  public long rejected(RejectReason reason) {
    return rejected.getOrDefault(reason, 0L);
  }

  /** How many connections were refused. */
  public long totalRejected() {
    return rejected.values().stream().mapToLong(Long::longValue).sum();
  }
}
