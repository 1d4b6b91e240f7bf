package mortise.tls;

import static mortise.tls.EmptyNameCertificate.forValidation;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Wraps the JDK's trust manager, and also validates certificates with empty names. */
final class PkixTrustManager extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager manager;

  /**
   * @param manager the JDK's trust manager, created from {@link EmptyNameCertificate#forValidation}
   *     or for the JDK's default CAs
   */
  PkixTrustManager(X509ExtendedTrustManager manager) {
    this.manager = manager;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    manager.checkServerTrusted(forValidation(chain), type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    manager.checkClientTrusted(forValidation(chain), type, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    manager.checkServerTrusted(forValidation(chain), type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    manager.checkClientTrusted(forValidation(chain), type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    manager.checkServerTrusted(forValidation(chain), type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    manager.checkClientTrusted(forValidation(chain), type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return Arrays.stream(manager.getAcceptedIssuers())
        .map(EmptyNameCertificate::original)
        .toArray(X509Certificate[]::new);
  }
}
