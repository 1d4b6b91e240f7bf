package mortise.net;

import static java.lang.ProcessBuilder.Redirect.DISCARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Set;
import java.util.random.RandomGenerator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import mortise.testing.Loopback;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SocketFactoryTest {
  private static final char[] PASSWORD = "mortise".toCharArray();

  private static SSLContext tls;

  @BeforeAll
  @Timeout(120)
  static void makeCertificate(@TempDir Path folder) throws Exception {
    tls = context(folder);
  }

  static Set<Loopback> streams() {
    return Loopback.STREAMS;
  }

  private interface Creation {
    java.net.Socket by(SocketFactory factory) throws IOException;
  }

  @Test
  void everyWayLeadsToTheOneAddress() throws IOException {
    InetAddress host = InetAddress.getByName("192.0.2.1");
    InetAddress local = InetAddress.getByName("192.0.2.2");
    Creation[] ways = {
      factory -> factory.createSocket("nowhere.invalid", 1),
      factory -> factory.createSocket("nowhere.invalid", 1, local, 0),
      factory -> factory.createSocket(host, 1),
      factory -> factory.createSocket(host, 1, local, 0)
    };
    try (Socket listener = Loopback.UNIX_STREAM.listener()) {
      SocketFactory factory = SocketFactory.of(listener.localAddress());
      for (Creation way : ways) {
        try (java.net.Socket client = way.by(factory);
            Socket accepted = listener.accept()) {
          client.getOutputStream().write(5);
          assertThat(accepted.recv(9)).containsExactly(5);
        }
      }
    }
  }

  @Test
  void localAddressOfTcpIsUsed() throws IOException {
    try (Socket listener = Loopback.TCP4.listener()) {
      InetAddress local = InetAddress.getByName("127.0.0.2");
      try (java.net.Socket client =
          SocketFactory.of(listener.localAddress()).createSocket("x", 1, local, 0)) {
        assertThat(client.getLocalAddress()).isEqualTo(local);
      }
    }
  }

  @Test
  void driversMakeItByName() throws Exception {
    Object factory =
        Class.forName("mortise.net.SocketFactory")
            .getConstructor(String.class)
            .newInstance("unix:/nowhere/socket");
    assertThat(factory).hasToString("SocketFactory[unix:/nowhere/socket]");
    assertThatThrownBy(() -> ((SocketFactory) factory).createSocket("localhost", 5432))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("/nowhere/socket");
    assertThatThrownBy(() -> new SocketFactory("nonsense"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @MethodSource("streams")
  void tlsGoesOnTop(Loopback kind) throws Exception {
    byte[] bytes = new byte[1_000_001];
    RandomGenerator.getDefault().nextBytes(bytes);
    try (Socket listener = kind.listener()) {
      Running<byte[]> server =
          Running.start(
              Threads.VIRTUAL,
              () -> {
                InputStream nothing = InputStream.nullInputStream();
                try (java.net.Socket plain = listener.accept().asJava();
                    SSLSocket secure =
                        (SSLSocket) tls.getSocketFactory().createSocket(plain, nothing, true)) {
                  byte[] read = secure.getInputStream().readNBytes(bytes.length);
                  secure.getOutputStream().write(read);
                  return read;
                }
              });
      java.net.Socket plain =
          SocketFactory.of(listener.localAddress()).createSocket("mortise.test", 443);
      try (SSLSocket secure =
          (SSLSocket) tls.getSocketFactory().createSocket(plain, "mortise.test", 443, true)) {
        var checked = secure.getSSLParameters();
        checked.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(checked);
        secure.setSoTimeout(20_000);
        secure.setTcpNoDelay(true);
        Running<Void> writer =
            Running.start(
                Threads.VIRTUAL,
                () -> {
                  secure.getOutputStream().write(bytes);
                  return null;
                });
        assertThat(secure.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
        assertThat(secure.getInputStream().read()).isEqualTo(-1);
        assertThat(secure.getSession().getProtocol()).isEqualTo("TLSv1.3");
        writer.end().returned();
      }
      assertThat(server.end().returned()).isEqualTo(bytes);
      assertThat(plain.isClosed()).isTrue();
    }
  }

  /** A server and a client that trusts it, with a certificate that keytool has made. */
  private static SSLContext context(Path folder)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = folder.resolve("store");
    String command =
        "keytool -genkeypair -alias server -keyalg EC -dname CN=mortise.test"
            + " -ext san=dns:mortise.test -storetype PKCS12 -storepass mortise -keystore ";
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    String[] words = (command + store).split(" ");
    words[0] = keytool.toString();
    assertThat(
            new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(DISCARD)
                .start()
                .waitFor())
        .isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", keys.getCertificate("server"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
