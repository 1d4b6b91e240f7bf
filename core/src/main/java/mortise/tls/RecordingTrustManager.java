package mortise.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A trust manager that runs a {@link Verification} and records in the {@link HandshakeObserver}
 * that a handshake used it.
 */
final class RecordingTrustManager extends X509ExtendedTrustManager {
  private final Verification verification;

  RecordingTrustManager(Verification verification) {
    this.verification = verification;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    HandshakeObserver.recordFull(engine);
    HostName host = HandshakeObserver.of(engine).map(HandshakeObserver::host).orElse(null);
    verification.check(chain, host, m -> m.checkServerTrusted(chain, type, engine));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    HandshakeObserver.recordFull(engine);
    verification.check(chain, null, m -> m.checkClientTrusted(chain, type, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    verification.check(chain, null, m -> m.checkServerTrusted(chain, type, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    verification.check(chain, null, m -> m.checkClientTrusted(chain, type, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    verification.check(chain, null, m -> m.checkServerTrusted(chain, type));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    verification.check(chain, null, m -> m.checkClientTrusted(chain, type));
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return verification.manager().getAcceptedIssuers();
  }
}
