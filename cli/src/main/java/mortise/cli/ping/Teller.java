package mortise.cli.ping;

import java.time.Duration;
import mortise.net.Inet;

/** Reports events. */
interface Teller {
  /** Packets are about to be sent. */
  void begin(Inet target, String what);

  /** An answer came, which may be another one to the same packet. */
  void reply(Event.Reply reply, boolean isDuplicate);

  /** There will be no answer. */
  void refusal(Event.Refusal refusal);

  /** No answer has come in time. */
  void silence(int sequence);

  /** It is over. */
  void end(Tally tally, Duration time);
}
