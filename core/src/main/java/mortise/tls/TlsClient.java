package mortise.tls;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.X509ExtendedKeyManager;
import mortise.net.Deadline;
import mortise.net.Inet;
import mortise.net.Socket;
import mortise.server.Connection;
import org.jspecify.annotations.Nullable;

/**
 * An immutable TLS client configuration, and the client's session cache. Methods that change a
 * setting return a copy, which has a session cache of its own. Thread-safe.
 *
 * {@snippet file="mortise/snippets/TlsSnippets.java" region="ownCa" :
 * TlsClient tls = TlsClient.of(Trust.ofPem(certificates));
 * try (Socket s = Socket.dial("db.internal", 8443, Duration.ofSeconds(5));
 *     Connection c = tls.connect(Connection.of(s), "db.internal")) {
 *   IO.println(c.readLine(8192));
 * }
 * }
 *
 * <p>The server's certificate must be trusted and valid for the host, unless {@link Trust} is
 * configured otherwise. The default versions are TLS 1.3 and 1.2. Connections of one object resume
 * each other's sessions with a host.
 */
public final class TlsClient {
  private final @Nullable X509ExtendedKeyManager keys;
  private final Trust trust;
  private final TlsSettings settings;

  /**
   * The engine; null before the first use. Guarded by this for writing, as are the other volatile
   * fields.
   */
  private volatile @Nullable TlsEngine engine;

  /** Null unless the engine is OpenSSL. */
  private volatile @Nullable OpensslClient openssl;

  /** The context of the JDK's engine; null before the first use. */
  private volatile @Nullable SSLContext jdk;

  private TlsClient(@Nullable X509ExtendedKeyManager keys, Trust trust, TlsSettings settings) {
    this.keys = keys;
    this.trust = trust;
    this.settings = settings;
  }

  /** Creates a client that trusts the JDK's default CAs. */
  public static TlsClient system() {
    return of(Trust.system());
  }

  /** Creates a client with the given trust. */
  public static TlsClient of(Trust trust) {
    return new TlsClient(null, trust, TlsSettings.DEFAULT);
  }

  /**
   * Returns a copy that sends a client certificate if the server requests one: the first identity
   * with a key type that the server supports.
   */
  public TlsClient identity(Identity... identities) {
    return identity(new Identities(List.of(identities)));
  }

  /** Returns a copy whose client certificate is selected by a JDK key manager. */
  public TlsClient identity(X509ExtendedKeyManager keys) {
    return new TlsClient(keys, trust, settings);
  }

  /**
   * Returns a copy with only these versions enabled: {@code TLSv1.3}, {@code TLSv1.2}.
   *
   * @throws IllegalArgumentException for any other name, or for none
   */
  public TlsClient versions(String... names) {
    return new TlsClient(keys, trust, settings.versions(names));
  }

  /**
   * Returns a copy with only these cipher suites enabled: IANA names, in order of preference.
   *
   * @throws IllegalArgumentException if the JDK does not support one, or there is none
   */
  public TlsClient cipherSuites(String... names) {
    return new TlsClient(keys, trust, settings.cipherSuites(names));
  }

  /**
   * Returns a copy with only these groups for the key exchange, by their IANA names, in order of
   * preference: {@code x25519}, {@code x448}, {@code secp256r1}, {@code secp384r1}, {@code
   * secp521r1}, {@code ffdhe2048} and so on, {@code X25519MLKEM768} if the engine supports it. If
   * OpenSSL lacks one, the JDK's engine is used; if the JDK lacks all of them, {@link #engine} and
   * the handshake fail.
   *
   * @throws IllegalArgumentException for any other name, or for none
   */
  public TlsClient groups(String... names) {
    return new TlsClient(keys, trust, settings.groups(names));
  }

  /**
   * Returns a copy that offers these protocols by ALPN (RFC 7301), in order of preference.
   *
   * @throws IllegalArgumentException if a name is empty or longer than 255 bytes, or there is none
   */
  public TlsClient alpnProtocols(String... names) {
    return new TlsClient(keys, trust, settings.alpnProtocols(names));
  }

  /**
   * Returns a copy whose connections let the kernel encrypt (kTLS), from their first {@link
   * Connection#sendFile} on: that and later calls send files from the page cache by sendfile(2),
   * without a copy to this process, and writes are encrypted in the kernel as well.
   *
   * <p>It takes OpenSSL's engine, 3.0 or newer, TLS 1.3 and Linux 6.12 with its module tls, and a
   * TCP socket without a layer in between ({@link Connection#bareSocket}). Otherwise files are read
   * and encrypted as without this setting; {@code toString} of a connection ends in "by the kernel"
   * where the kernel encrypts. Reading is not affected.
   *
   * <p>The first file is preceded by a TLS 1.3 key update. If the peer requests one of its own
   * later, a kernel before Linux 6.14 cannot change its key, and the next write fails, before any
   * byte of it is sent.
   */
  public TlsClient kernelTls() {
    return new TlsClient(keys, trust, settings.kernelTls());
  }

  /**
   * Returns whether {@link #connect} accepts this host: a name of at most 255 bytes, or a numeric
   * address. Nothing is looked up.
   */
  public static boolean isHost(String host) {
    try {
      HostName.of(host);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Performs the handshake on a connection to a server, in the calling thread. Each wait is limited
   * by the connection's timeout, and all of them by its deadline. Any failure closes the
   * connection, after at most one more second for the alert to the peer.
   *
   * @param host the host that the certificate must be valid for, which may differ from the
   *     connected address: a name, which is sent as SNI, or a numeric address. A trailing dot is
   *     removed, internationalized names become A-labels; underscores are permitted
   * @return the encrypted connection; closing it closes {@code plain}
   * @throws IllegalArgumentException if {@code host} is neither, or as of {@link #engine}
   * @throws javax.net.ssl.SSLException if the handshake fails; the message has the reason
   * @throws java.net.SocketTimeoutException if the timeout or deadline passes
   * @throws IOException if {@code plain} fails, as {@link Connection#read(byte[], int, int)}
   */
  public Connection connect(Connection plain, String host) throws IOException {
    Engine engine;
    try {
      HostName name = HostName.of(host);
      engine =
          engine() == TlsEngine.OPENSSL
              ? Objects.requireNonNull(openssl, "openssl").engine(name, port(plain))
              : jdkEngine(name, port(plain));
    } catch (Throwable t) {
      plain.close();
      throw t;
    }
    return TlsConnection.over(plain, engine, settings.kernel());
  }

  /**
   * Returns the engine that connections use: the {@linkplain TlsEngine#preferred preferred} one, or
   * the JDK's if a key manager selects the keys, a key cannot be exported, or OpenSSL rejects a key
   * or a setting. DTLS always uses the JDK's. The first call loads libssl and the keys.
   *
   * @throws IllegalArgumentException if OpenSSL rejects a key or a setting, and {@code
   *     -Dmortise.tls=openssl} excludes the JDK's engine
   */
  public TlsEngine engine() {
    TlsEngine known = engine;
    if (known == null) {
      synchronized (this) {
        known = engine == null ? choose() : engine;
        engine = known;
      }
    }
    return known;
  }

  private TlsEngine choose() {
    boolean can =
        keys == null || keys instanceof Identities identities && identities.haveKeysInMemory();
    if (!can || settings.engine() == TlsEngine.JDK) {
      return settings.jdkEngine();
    }
    List<Identity> own = keys instanceof Identities identities ? identities.all() : List.of();
    try {
      openssl = new OpensslClient(own, trust, settings);
      return TlsEngine.OPENSSL;
    } catch (IllegalArgumentException e) {
      return settings.withoutOpenssl(e);
    }
  }

  /** A copy that uses an engine instead of the preferred one, if possible. For tests. */
  TlsClient engine(TlsEngine engine) {
    return new TlsClient(keys, trust, settings.engine(engine));
  }

  private Engine jdkEngine(HostName host, int port) throws IOException {
    SSLEngine engine = jdk().createSSLEngine(host.text(), port);
    SSLParameters parameters = engine.getSSLParameters();
    settings.applyTo(parameters);
    return new JdkEngine(engine, prepare(engine, parameters, host));
  }

  private SSLContext jdk() {
    SSLContext made = jdk;
    if (made == null) {
      synchronized (this) {
        made = jdk == null ? TlsSettings.context("TLS", keys, trust) : jdk;
        jdk = made;
      }
    }
    return made;
  }

  /**
   * Performs a DTLS 1.2 handshake on a datagram socket that is connected to a server, with
   * datagrams of at most 1400 bytes. The connection owns the socket and closes it; a handshake that
   * fails closes it too.
   *
   * @param host as for {@link #connect(Connection, String)}
   * @param deadline limits the handshake; lost datagrams are retransmitted until then
   * @throws IllegalStateException if {@link #versions} excludes TLS 1.2; the socket stays open
   * @throws IllegalArgumentException if {@code host} is not one, or the JDK supports none of the
   *     {@link #groups}; the socket stays open
   * @throws javax.net.ssl.SSLException if the handshake fails; the message has the reason
   * @throws java.net.SocketTimeoutException if the deadline passes
   * @throws java.net.PortUnreachableException if the server's port is closed
   */
  public DtlsConnection connect(Socket datagrams, String host, Deadline deadline)
      throws IOException {
    return connect(datagrams, host, deadline, TlsSettings.DATAGRAM);
  }

  /**
   * Performs a DTLS 1.2 handshake with datagrams of at most the given size; otherwise as {@link
   * #connect(Socket, String, Deadline)}.
   *
   * @param datagramBytes the path MTU without IP and UDP headers, 256 to 16384
   * @throws IllegalArgumentException if the size is out of range; the socket stays open
   */
  public DtlsConnection connect(Socket datagrams, String host, Deadline deadline, int datagramBytes)
      throws IOException {
    HostName name = HostName.of(host);
    SSLEngine engine = TlsSettings.context("DTLS", keys, trust).createSSLEngine(name.text(), -1);
    SSLParameters parameters = engine.getSSLParameters();
    settings.applyTo(parameters, TlsSettings.checkDatagram(datagramBytes));
    HandshakeObserver observer = prepare(engine, parameters, name);
    return DtlsConnection.over(new SocketPath(datagrams), engine, observer, 0, deadline);
  }

  /** The port, which is part of the key of sessions. */
  private static int port(Connection plain) throws IOException {
    return plain.peerAddress() instanceof Inet inet ? inet.port() : -1;
  }

  /** Configures an engine as a client; {@link Verification} checks dates and names. */
  private static HandshakeObserver prepare(
      SSLEngine engine, SSLParameters parameters, HostName host) {
    engine.setUseClientMode(true);
    HandshakeObserver observer = HandshakeObserver.ofClient(host);
    observer.putInto(parameters);
    parameters.setServerNames(host.sent().<SNIServerName>map(SentName::new).stream().toList());
    engine.setSSLParameters(parameters);
    return observer;
  }

  /** A server name without restrictions; {@code SNIHostName} rejects underscores. */
  private static final class SentName extends SNIServerName {
    SentName(byte[] name) {
      super(StandardConstants.SNI_HOST_NAME, name);
    }
  }
}
