package mortise.cli.ping;

import java.time.Duration;
import mortise.net.Inet;

/** What happens while answers are waited for. */
sealed interface PingEvent {
  /**
   * An answer.
   *
   * @param sequence which packet it is to
   * @param from the replying host
   * @param bytes the size of the reply; 0 if it has no meaning
   * @param ttl how many hops it had left; 0 where that is not known
   * @param time how long it took
   * @param note an additional text; empty for none
   */
  record Reply(int sequence, Inet from, int bytes, int ttl, Duration time, String note)
      implements PingEvent {}

  /**
   * An error that excludes a reply.
   *
   * @param sequence which packet it is about; 0 for none in particular
   * @param from the reporting host; null for this host
   */
  record Failure(int sequence, Inet from, String words) implements PingEvent {}

  /** No more output is wanted. */
  record Stop() implements PingEvent {}
}
