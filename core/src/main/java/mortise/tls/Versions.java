package mortise.tls;

import javax.net.ssl.SSLSession;

/** The differences of TLS versions for their users. */
final class Versions {
  private static final String TLS_1_3 = "TLSv1.3";

  private Versions() {}

  /** Whether one direction may end and the other go on. */
  static boolean hasHalves(SSLSession session) {
    return session.getProtocol().equals(TLS_1_3);
  }
}
