package mortise.cli.nc;

import java.io.IOException;
import java.time.Duration;
import mortise.net.Deadline;
import mortise.net.Type;
import mortise.server.Connection;

/** The end of a conversation that this side has finished, whatever the peer still sends. */
final class Farewell {
  private static final Duration LAST_MOMENT = Duration.ofSeconds(1);

  private Farewell() {}

  /**
   * Tells the peer the end and waits for its own for a second: a close with bytes unread would be a
   * reset, which can overtake the last words.
   */
  static void say(Connection peer) {
    try {
      peer.closeWrite();
      if (!peer.socket().type().equals(Type.STREAM)) {
        return;
      }
      peer.deadline(Deadline.after(LAST_MOMENT));
      byte[] rest = new byte[1 << 14];
      while (peer.read(rest) >= 0) {
        // Nobody wants it.
      }
    } catch (IOException _) {
      // The peer has gone, or goes on for longer than anybody waits.
    }
  }
}
