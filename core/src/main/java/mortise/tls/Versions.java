package mortise.tls;

import javax.net.ssl.SSLSession;

/** Differences between TLS versions. */
final class Versions {
  private static final String TLS_1_3 = "TLSv1.3";

  private Versions() {}

  /** Whether each direction closes separately, as in TLS 1.3. */
  static boolean hasHalves(SSLSession session) {
    return session.getProtocol().equals(TLS_1_3);
  }
}
