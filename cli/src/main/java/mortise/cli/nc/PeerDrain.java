package mortise.cli.nc;

import java.io.IOException;
import java.time.Duration;
import mortise.net.Deadline;
import mortise.net.Type;
import mortise.server.Connection;

/** The end of a conversation that this side has finished, whatever the peer still sends. */
final class PeerDrain {
  private static final Duration LAST_MOMENT = Duration.ofSeconds(1);

  private PeerDrain() {}

  /**
   * A lingering close: half-closes and waits a second for the peer's end, since a close with unread
   * data sends a reset, which can overtake the last bytes.
   */
  static void drain(Connection peer) {
    try {
      peer.closeWrite();
      if (!peer.socket().type().equals(Type.STREAM)) {
        return;
      }
      peer.deadline(Deadline.after(LAST_MOMENT));
      byte[] rest = new byte[1 << 14];
      while (peer.read(rest) >= 0) {
        // It is discarded.
      }
    } catch (IOException _) {
      // The peer has closed, or sends for longer than the time limit.
    }
  }
}
