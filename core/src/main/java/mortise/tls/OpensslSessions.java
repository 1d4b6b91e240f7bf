package mortise.tls;

import java.util.LinkedHashMap;
import java.util.Map;
import mortise.poll.ConcurrentCleaner;
import mortise.sys.OpensslSsl;

/**
 * A client's session cache: the last session of each host, for up to 256 hosts. TLS 1.3 sessions
 * are used once (RFC 8446, appendix C.4), so a session is removed when it is resumed.
 */
final class OpensslSessions {
  private static final int MOST = 256;

  private static final class Kept extends LinkedHashMap<String, Long> implements Runnable {
    private static final long serialVersionUID = 1;

    /** Frees all sessions, for the Cleaner. */
    @Override
    public synchronized void run() {
      values().forEach(OpensslSsl::SSL_SESSION_free);
      clear();
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
      if (size() > MOST) {
        OpensslSsl.SSL_SESSION_free(eldest.getValue());
        return true;
      }
      return false;
    }
  }

  /** The sessions by host and port. Guarded by itself. */
  private final Kept kept = new Kept();

  OpensslSessions() {
    ConcurrentCleaner.register(this, kept);
  }

  /** Sets up a connection, before its handshake, to resume the last session with a host. */
  void resume(String host, long ssl) {
    Long session;
    synchronized (kept) {
      session = kept.remove(host);
    }
    if (session != null) {
      OpensslSsl.SSL_set_session(ssl, session);
      OpensslSsl.SSL_SESSION_free(session);
    }
  }

  /** Stores the session of a connection that closes, if it can be resumed. */
  void keep(String host, long ssl) {
    long session = OpensslSsl.SSL_get1_session(ssl);
    if (session == 0) {
      return;
    }
    if (!OpensslSsl.SSL_SESSION_is_resumable(session)) {
      OpensslSsl.SSL_SESSION_free(session);
      return;
    }
    Long before;
    synchronized (kept) {
      before = kept.put(host, session);
    }
    if (before != null) {
      OpensslSsl.SSL_SESSION_free(before);
    }
  }
}
