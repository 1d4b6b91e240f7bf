package mortise.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** The JDK's way to ask for a {@link Verification}; notes which handshakes asked. */
final class Judge extends X509ExtendedTrustManager {
  private final Verification verification;

  Judge(Verification verification) {
    this.verification = verification;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    Greeting.full(engine);
    HostName host = Greeting.of(engine).map(Greeting::host).orElse(null);
    verification.check(chain, host, m -> m.checkServerTrusted(chain, type, engine));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    Greeting.full(engine);
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
