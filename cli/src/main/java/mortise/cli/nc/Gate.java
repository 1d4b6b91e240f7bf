package mortise.cli.nc;

import mortise.net.Address;

/** Who may come in: not too many at once, and not those who were kept out. */
final class Gate {
  private final int most;
  private final boolean counts;
  private final HostRules rules;

  /** Guarded by this. */
  private int inside;

  Gate(Session session) throws java.io.IOException {
    NcSettings.Listening listening = session.settings().listening();
    this.counts = listening.keepOpen() || listening.broker();
    this.most = listening.maxConns();
    this.rules = HostRules.of(session);
  }

  /** Why a peer may not come in, or null; then it counts until it has {@linkplain #left left}. */
  String refusal(Address peer) {
    synchronized (this) {
      if (counts && inside >= most) {
        return "connection limit reached (" + inside + ")";
      }
    }
    if (!rules.permit(peer)) {
      return "not allowed";
    }
    synchronized (this) {
      inside++;
    }
    return null;
  }

  /** Somebody who had come in has gone. */
  synchronized void left() {
    inside--;
  }
}
