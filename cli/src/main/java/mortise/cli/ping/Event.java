package mortise.cli.ping;

import java.time.Duration;
import mortise.net.Inet;

/** What happens while answers are waited for. */
sealed interface Event {
  /**
   * An answer.
   *
   * @param sequence which packet it is to
   * @param from who answered
   * @param bytes how many came; 0 where that says nothing
   * @param ttl how many hops it had left; 0 where that is not known
   * @param time how long it took
   * @param note what is to be said beside; empty for nothing
   */
  record Reply(int sequence, Inet from, int bytes, int ttl, Duration time, String note)
      implements Event {}

  /**
   * Something that says there will be no answer.
   *
   * @param sequence which packet it is about; 0 for none in particular
   * @param from who says so; null for this host
   */
  record Refusal(int sequence, Inet from, String words) implements Event {}

  /** Nobody wants more. */
  record Stop() implements Event {}
}
