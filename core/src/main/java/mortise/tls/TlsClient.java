package mortise.tls;

import java.io.IOException;
import java.util.List;
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

/**
 * How a client shakes hands. A value: each of the methods that change something returns another
 * one, and any number of threads may connect by one.
 *
 * <p>The server's certificate must be trusted and valid for the host, unless {@link Trust} is
 * configured otherwise. The default versions are TLS 1.3 and 1.2. Sessions with a host are resumed
 * among the connections of the same object.
 */
public final class TlsClient {
  private final X509ExtendedKeyManager keys;
  private final Trust trust;
  private final TlsSettings settings;

  /** Null before the first use. Guarded by this for writing, as the others. */
  private volatile TlsEngine engine;

  /** Null unless that is the engine. */
  private volatile OpensslClient openssl;

  /** Null before the first use. */
  private volatile SSLContext jdk;

  private TlsClient(X509ExtendedKeyManager keys, Trust trust, TlsSettings settings) {
    this.keys = keys;
    this.trust = trust;
    this.settings = settings;
  }

  /** A client that trusts the authorities which this Java trusts. */
  public static TlsClient system() {
    return of(Trust.system());
  }

  /** A client that trusts these. */
  public static TlsClient of(Trust trust) {
    return new TlsClient(null, trust, TlsSettings.DEFAULT);
  }

  /**
   * The client's identity for servers that request one; of several, the first with a key type that
   * the server supports.
   */
  public TlsClient identity(Identity... identities) {
    return identity(new Identities(List.of(identities)));
  }

  /** A copy whose certificate is selected by a JDK key manager. */
  public TlsClient identity(X509ExtendedKeyManager keys) {
    return new TlsClient(keys, trust, settings);
  }

  /**
   * Only these versions: {@code TLSv1.3}, {@code TLSv1.2}.
   *
   * @throws IllegalArgumentException for any other
   */
  public TlsClient versions(String... names) {
    return new TlsClient(keys, trust, settings.versions(names));
  }

  /** Only these cipher suites, by their IANA names, the best first. */
  public TlsClient cipherSuites(String... names) {
    return new TlsClient(keys, trust, settings.cipherSuites(names));
  }

  /**
   * Only these groups for the key exchange, by their IANA names, the best first: {@code x25519},
   * {@code x448}, {@code secp256r1}, {@code secp384r1}, {@code secp521r1}, {@code ffdhe2048} and so
   * on, {@code X25519MLKEM768} where the engine has it. Where OpenSSL lacks one, the JDK's engine
   * is used; where the JDK lacks all of them, too, {@link #engine} and the handshake fail.
   *
   * @throws IllegalArgumentException for any other
   */
  public TlsClient groups(String... names) {
    return new TlsClient(keys, trust, settings.groups(names));
  }

  /** The protocols to offer by ALPN (RFC 7301), the best first. */
  public TlsClient alpnProtocols(String... names) {
    return new TlsClient(keys, trust, settings.alpnProtocols(names));
  }

  /** Whether {@link #connect} takes this as a host: a name of 255 bytes at most, or an address. */
  public static boolean isHost(String host) {
    try {
      HostName.of(host);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Shakes hands on a connection to a server, and waits for the server meanwhile, within the
   * connection's timeout and deadline. Whatever fails closes the connection.
   *
   * @param host the host that the certificate must be valid for, which may differ from the
   *     connected address: a name, which is sent as SNI, or a numeric address. A dot at its end is
   *     dropped, other alphabets become A-labels; underscores are sent as they are
   * @return a connection that encrypts; to close it closes the other
   * @throws IllegalArgumentException when {@code host} is neither
   * @throws javax.net.ssl.SSLException when the handshake fails; says why
   * @throws java.net.SocketTimeoutException when the server is too slow
   */
  public Connection connect(Connection plain, String host) throws IOException {
    Engine engine;
    try {
      HostName name = HostName.of(host);
      engine =
          engine() == TlsEngine.OPENSSL
              ? openssl.engine(name, port(plain))
              : jdkEngine(name, port(plain));
    } catch (Throwable t) {
      plain.close();
      throw t;
    }
    return TlsConnection.over(plain, engine);
  }

  /**
   * What encrypts its connections: the {@linkplain TlsEngine#preferred preferred} engine, but the
   * JDK's where the keys are a key manager's or do not leave their device, or where OpenSSL refuses
   * them or a setting. DTLS is the JDK's.
   *
   * @throws IllegalArgumentException when OpenSSL refuses something and is not to be replaced
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

  /** By a certain engine where that can be, whatever is preferred. */
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
   * Shakes hands by DTLS 1.2 on a datagram socket that is connected to a server, which becomes the
   * connection's. Sends no datagram of more than 1400 bytes.
   *
   * @param host as of {@link #connect}
   * @param deadline when to give up, as what was lost is sent again and again
   * @throws IllegalStateException when {@link #versions} leaves out TLS 1.2
   * @throws java.net.PortUnreachableException when the port is closed
   */
  public DtlsConnection connect(Socket datagrams, String host, Deadline deadline)
      throws IOException {
    return connect(datagrams, host, deadline, TlsSettings.DATAGRAM);
  }

  /**
   * Connects by DTLS with datagrams of another size.
   *
   * @param datagramBytes the most that the path carries, at least 256
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

  /** The port, which distinguishes sessions of one host. */
  private static int port(Connection plain) throws IOException {
    return plain.peerAddress() instanceof Inet inet ? inet.port() : -1;
  }

  /** Makes an engine that of a client; dates and names are checked by {@link Verification}. */
  private static HandshakeObserver prepare(
      SSLEngine engine, SSLParameters parameters, HostName host) {
    engine.setUseClientMode(true);
    HandshakeObserver observer = HandshakeObserver.ofClient(host);
    observer.putInto(parameters);
    parameters.setServerNames(host.sent().<SNIServerName>map(SentName::new).stream().toList());
    engine.setSSLParameters(parameters);
    return observer;
  }

  /** A name as it is; {@code SNIHostName} refuses underscores. */
  private static final class SentName extends SNIServerName {
    SentName(byte[] name) {
      super(StandardConstants.SNI_HOST_NAME, name);
    }
  }
}
