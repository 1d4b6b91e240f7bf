package mortise.tls;

import java.security.cert.X509Certificate;

/** No verification at all. */
final class Anybody extends LeafTrust {
  @Override
  void check(X509Certificate leaf) {}
}
