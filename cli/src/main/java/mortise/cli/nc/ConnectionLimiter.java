package mortise.cli.nc;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import mortise.net.Address;
import mortise.net.Unix;

/** Enforces the connection limit and the access rules. */
final class ConnectionLimiter {
  private final Log log;
  private final int most;
  private final boolean counts;
  private final HostRules rules;

  /** Guarded by this. */
  private int inside;

  /** How many were rejected at the limit, and by the rules. */
  private final AtomicLong beyond = new AtomicLong();

  private final AtomicLong denied = new AtomicLong();

  ConnectionLimiter(NcRun session) throws IOException {
    NcSettings.Listening listening = session.settings().listening();
    this.log = session.log();
    this.counts = listening.keepOpen() || listening.broker();
    this.most = listening.maxConns();
    this.rules = HostRules.of(session);
  }

  /** Whether a peer may come in; then it counts until it has {@linkplain #left left}. */
  boolean admit(Address peer) {
    if (log.isVerbose()) {
      boolean named = peer != null && !(peer instanceof Unix unix && unix.isUnnamed());
      log.message(
          named
              ? "Connection from " + NameLookup.text(peer) + "."
              : "Connection from a client on Unix domain socket.");
    }
    String refusal = refusal(peer);
    if (refusal != null) {
      log.verbose("New connection denied: ".concat(refusal));
    }
    return refusal == null;
  }

  /** The limit, and the rejections, for the page of --inspect. */
  Map<String, Long> counts() {
    return Map.of(
        "limit", (long) most, "rejected_limit", beyond.get(), "rejected_access", denied.get());
  }

  /** Whether the limit is reached. */
  synchronized boolean isFull() {
    return (counts || most == 0) && inside >= most;
  }

  /** Whether there is no connection. */
  synchronized boolean isEmpty() {
    return inside == 0;
  }

  private String refusal(Address peer) {
    synchronized (this) {
      if (isFull()) {
        beyond.incrementAndGet();
        return "connection limit reached (" + inside + ")";
      }
    }
    if (!rules.permit(peer)) {
      denied.incrementAndGet();
      return "not allowed";
    }
    synchronized (this) {
      inside++;
    }
    return null;
  }

  /** Waits at most this many milliseconds until a connection is permitted. */
  synchronized void awaitPlace(long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    try {
      for (long left = millis; most > 0 && isFull() && left > 0; ) {
        wait(left);
        left = (end - System.nanoTime()) / 1_000_000;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** A counted connection has closed. */
  synchronized void left() {
    inside--;
    notifyAll();
  }
}
