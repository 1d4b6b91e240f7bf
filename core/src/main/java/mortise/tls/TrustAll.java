package mortise.tls;

import java.security.cert.X509Certificate;

/** No verification at all. */
final class TrustAll extends LeafTrust {
  @Override
  void check(X509Certificate leaf) {}
}
