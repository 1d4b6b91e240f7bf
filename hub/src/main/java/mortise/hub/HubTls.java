package mortise.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * A TLS context whose sockets verify the server's host name. NATS's client takes a context and sets
 * no endpoint identification on its sockets, so that any certificate of a trusted CA would do.
 */
final class HubTls extends SSLContext {
  private HubTls(SSLContext plain) {
    super(new Spi(plain), plain.getProvider(), plain.getProtocol());
  }

  /**
   * A context that trusts the CAs in a PEM file.
   *
   * @param trust the file; null for the JDK's CAs
   */
  static SSLContext of(Path trust) throws IOException {
    try {
      SSLContext plain = SSLContext.getInstance("TLS");
      plain.init(null, trust == null ? null : managers(trust), null);
      return new HubTls(plain);
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot use the hub's CA certificates " + trust + ": " + e, e);
    }
  }

  private static TrustManager[] managers(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(file)) {
      int number = 0;
      for (Certificate ca : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca" + number++, ca);
      }
    } catch (java.nio.file.NoSuchFileException e) {
      throw new IOException("cannot read the hub's CA certificates " + file + ": no such file", e);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static final class Spi extends SSLContextSpi {
    private final SSLContext plain;

    Spi(SSLContext plain) {
      this.plain = plain;
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
      throw new IllegalStateException("already initialized");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return new Factory(plain.getSocketFactory());
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return plain.getServerSocketFactory();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return plain.createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return plain.createSSLEngine(host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return plain.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return plain.getClientSessionContext();
    }
  }

  private static final class Factory extends SSLSocketFactory {
    private final SSLSocketFactory plain;

    Factory(SSLSocketFactory plain) {
      this.plain = plain;
    }

    private static Socket verifying(Socket socket) {
      SSLSocket tls = (SSLSocket) socket;
      SSLParameters parameters = tls.getSSLParameters();
      // RFC 2818: the certificate's names, wildcards included.
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      tls.setSSLParameters(parameters);
      return tls;
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return plain.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return plain.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(Socket under, String host, int port, boolean closes)
        throws IOException {
      return verifying(plain.createSocket(under, host, port, closes));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return verifying(plain.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
        throws IOException {
      return verifying(plain.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return verifying(plain.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
        throws IOException {
      return verifying(plain.createSocket(host, port, local, localPort));
    }
  }
}
