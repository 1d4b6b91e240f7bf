package mortise.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mortise.sys.OpensslCrypto;
import mortise.sys.OpensslSsl;

/** Reads a peer's certificates from libssl. */
final class OpensslPeer {
  private OpensslPeer() {}

  /**
   * The certificates that the peer of an established connection sent, its own first; may be empty.
   */
  static List<byte[]> certificates(long ssl) {
    List<byte[]> certificates = new ArrayList<>();
    long own = OpensslSsl.SSL_get1_peer_certificate(ssl);
    if (own == 0) {
      return certificates;
    }
    certificates.add(OpensslCrypto.i2d_X509(own));
    OpensslCrypto.X509_free(own);
    long chain = OpensslSsl.SSL_get_peer_cert_chain(ssl);
    int count = chain == 0 ? 0 : OpensslCrypto.OPENSSL_sk_num(chain);
    for (int i = 0; i < count; i++) {
      byte[] der = OpensslCrypto.i2d_X509(OpensslCrypto.OPENSSL_sk_value(chain, i));
      // A server's chain begins with its own certificate, a client's does not.
      if (i > 0 || !Arrays.equals(der, certificates.getFirst())) {
        certificates.add(der);
      }
    }
    return certificates;
  }

  /** The certificates to verify within a verification callback, the peer's own first. */
  static List<X509Certificate> certificatesOf(long store) throws CertificateException {
    List<byte[]> certificates = new ArrayList<>();
    long untrusted = OpensslCrypto.X509_STORE_CTX_get0_untrusted(store);
    int count = untrusted == 0 ? 0 : OpensslCrypto.OPENSSL_sk_num(untrusted);
    for (int i = 0; i < count; i++) {
      certificates.add(OpensslCrypto.i2d_X509(OpensslCrypto.OPENSSL_sk_value(untrusted, i)));
    }
    if (certificates.isEmpty()) {
      throw new CertificateException("the peer sent no certificate");
    }
    return parse(certificates);
  }

  static List<X509Certificate> parse(List<byte[]> certificates) throws CertificateException {
    List<X509Certificate> parsed = new ArrayList<>();
    for (byte[] der : certificates) {
      parsed.add(Certificates.parse(der));
    }
    return parsed;
  }
}
