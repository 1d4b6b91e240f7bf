package mortise.cli.ping;

import java.time.Duration;
import mortise.net.Inet;

/** Reports events. */
interface PingReporter {
  /** Packets are about to be sent. */
  void begin(Inet target, String what);

  /** An answer came, which may be another one to the same packet. */
  void reply(PingEvent.Reply reply, boolean isDuplicate);

  /** There will be no answer. */
  void refusal(PingEvent.Failure refusal);

  /** No answer has come in time. */
  void silence(int sequence);

  /** It is over. */
  void end(PingStats tally, Duration time);
}
