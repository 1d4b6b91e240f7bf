package mortise.tls;

import java.lang.ref.Cleaner;
import java.util.LinkedHashMap;
import java.util.Map;
import mortise.sys.OpensslSsl;

/**
 * A client's sessions, to be resumed: the last of each host, and of so many hosts. A session of TLS
 * 1.3 is used once (RFC 8446, appendix C.4), so each is taken out.
 */
final class OpensslSessions {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final int MOST = 256;

  private static final class Kept extends LinkedHashMap<String, Long> implements Runnable {
    private static final long serialVersionUID = 1;

    /** Frees all sessions of a client that is garbage. */
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

  /** Guarded by itself. */
  private final Kept kept = new Kept();

  OpensslSessions() {
    CLEANER.register(this, kept);
  }

  /** Has a connection that is about to shake hands resume the last session with a host. */
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

  /** Keeps the session of a connection that ends, where the server gave a ticket for it. */
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
