package mortise.tls;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509ExtendedKeyManager;
import mortise.net.Deadline;
import mortise.server.Connection;
import mortise.sys.OpensslSsl;
import org.jspecify.annotations.Nullable;

/**
 * An immutable TLS server configuration, and the server's sessions and counters. Methods that
 * change a setting return a copy, which has sessions and counters of its own. Thread-safe.
 *
 * {@snippet file="mortise/snippets/TlsSnippets.java" region="accept" :
 * TlsServer tls = TlsServer.of(Identity.ofPem(chain, key));
 * try (Connection c = tls.accept(Connection.of(listener.accept()))) {
 *   c.write("byebye");
 * }
 * }
 *
 * <p>The default versions are TLS 1.3 and 1.2. Connections accepted by one object resume each
 * other's sessions. Renegotiation is disabled.
 *
 * <p>The JDK's engine rejects clients that request a server name with other characters than
 * letters, digits, hyphens and dots, such as {@code my_host}, or with a trailing dot. With {@code
 * -Djdk.tls.server.disableExtensions=server_name} it accepts them: all JDK engines of the JVM then
 * ignore the extension, and this class reads it itself. Custom key managers do not see the name
 * then. The command sets this property.
 */
public final class TlsServer {
  /** A fatal alert in a record of TLS 1.2 (RFC 8446, section 6). */
  private static final byte[] UNRECOGNIZED_NAME = {21, 3, 3, 0, 2, 2, 112};

  private static final Duration ALERT = Duration.ofSeconds(1);

  /** Accepts every requested name. */
  private static final Predicate<HostName> EVERY = _ -> true;

  private final X509ExtendedKeyManager keys;
  private final Predicate<HostName> names;
  private final Clients clients;
  private final Trust trust;
  private final TlsSettings settings;

  /**
   * SSL contexts, which hold the sessions, by the certificates that a session may be resumed with.
   */
  private final Map<Object, SSLContext> contexts = new ConcurrentHashMap<>();

  private final HandshakeCounters counters = new HandshakeCounters();

  /** The engine; null before the first use. Guarded by this for writing. */
  private volatile @Nullable TlsEngine engine;

  /** Null unless the engine is OpenSSL. */
  private volatile @Nullable OpensslServer openssl;

  /** Client authentication. */
  private enum Clients {
    NOTHING,
    ASKED,
    REQUIRED
  }

  private TlsServer(
      X509ExtendedKeyManager keys,
      Predicate<HostName> names,
      Clients clients,
      Trust trust,
      TlsSettings settings) {
    this.keys = keys;
    this.names = names;
    this.clients = clients;
    this.trust = trust;
    this.settings = settings;
  }

  /**
   * Creates a server with one or more identities. A client gets the identity whose certificate
   * matches the requested server name (SNI, RFC 6066) and whose key type it supports, by default
   * the first.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static TlsServer of(Identity... identities) {
    if (identities.length == 0) {
      throw new IllegalArgumentException("expected at least one identity");
    }
    return of(new Identities(Arrays.asList(identities)));
  }

  /** Creates a server whose identity is selected by a JDK key manager. It uses the JDK's engine. */
  public static TlsServer of(X509ExtendedKeyManager keys) {
    return new TlsServer(
        keys, EVERY, Clients.NOTHING, Trust.insecureTrustAll(), TlsSettings.DEFAULT);
  }

  /**
   * Returns a copy that rejects clients whose requested server name matches no certificate, with
   * the alert unrecognized_name.
   *
   * @throws IllegalStateException if a key manager selects the identity
   */
  public TlsServer strictNames() {
    if (!(keys instanceof Identities identities)) {
      throw new IllegalStateException(
          "strictNames requires identities but the server has a key manager");
    }
    return new TlsServer(keys, identities::cover, clients, trust, settings);
  }

  /** Returns a copy that requires a trusted client certificate (mutual TLS). */
  public TlsServer requireClientCertificates(Trust trust) {
    return new TlsServer(keys, names, Clients.REQUIRED, trust, settings);
  }

  /**
   * Returns a copy that requests a client certificate. Clients without one are accepted; an
   * untrusted one is rejected.
   */
  public TlsServer askClientCertificates(Trust trust) {
    return new TlsServer(keys, names, Clients.ASKED, trust, settings);
  }

  /**
   * Returns a copy with only these versions enabled: {@code TLSv1.3}, {@code TLSv1.2}.
   *
   * @throws IllegalArgumentException for any other name, or for none
   */
  public TlsServer versions(String... names) {
    return with(settings.versions(names));
  }

  /**
   * Returns a copy with only these cipher suites enabled: IANA names, in order of preference.
   *
   * @throws IllegalArgumentException if the JDK does not support one, or there is none
   */
  public TlsServer cipherSuites(String... names) {
    return with(settings.cipherSuites(names));
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
  public TlsServer groups(String... names) {
    return with(settings.groups(names));
  }

  /**
   * Returns a copy that selects one of these protocols by ALPN (RFC 7301), in order of preference:
   * {@code h2}, {@code http/1.1}. A client that offers only other protocols is rejected; one that
   * does not use ALPN is accepted.
   *
   * @throws IllegalArgumentException if a name is empty or longer than 255 bytes, or there is none
   */
  public TlsServer alpnProtocols(String... names) {
    return with(settings.alpnProtocols(names));
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
  public TlsServer kernelTls() {
    return with(settings.kernelTls());
  }

  private TlsServer with(TlsSettings other) {
    return new TlsServer(keys, names, clients, trust, other);
  }

  /**
   * Performs the handshake on an accepted connection, in the calling thread. Each wait is limited
   * by the connection's timeout, and all of them by its deadline. Any failure closes the
   * connection, after at most one more second for the alert to the peer.
   *
   * @return the encrypted connection; closing it closes {@code plain}
   * @throws javax.net.ssl.SSLException if the handshake fails; the message has the reason
   * @throws java.net.SocketTimeoutException if the timeout or deadline passes
   * @throws IOException if {@code plain} fails, as {@link Connection#read(byte[], int, int)}
   * @throws IllegalArgumentException as of {@link #engine}
   */
  public Connection accept(Connection plain) throws IOException {
    boolean completed = false;
    try {
      TlsConnection made = TlsConnection.over(plain, newEngine(plain), settings.kernel());
      counters.completed(made.facts().resumed());
      completed = true;
      return made;
    } finally {
      if (!completed) {
        counters.failed();
      }
    }
  }

  private Engine newEngine(Connection plain) throws IOException {
    try {
      return engine() == TlsEngine.OPENSSL ? opensslEngine(plain) : jdkEngine(plain);
    } catch (Throwable t) {
      plain.close();
      throw t;
    }
  }

  /** Returns a snapshot of the handshake counters of this object; a copy has its own. */
  public TlsCounts counts() {
    return counters.counts();
  }

  /**
   * Replaces the keys that encrypt session tickets: earlier sessions are not resumed, and an
   * attacker with an earlier key cannot decrypt later sessions. The OpenSSL engine replaces them
   * every 12 hours, the JDK's by its own policy. Open connections are unaffected.
   */
  public void renewTicketKeys() {
    if (engine() == TlsEngine.OPENSSL) {
      openssl().renewTicketKeys();
    } else {
      contexts.clear();
      counters.ticketKeysReplaced();
    }
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

  /** Present once {@link #engine()} has chosen OpenSSL. */
  private OpensslServer openssl() {
    return Objects.requireNonNull(openssl, "openssl");
  }

  private TlsEngine choose() {
    boolean can = keys instanceof Identities identities && identities.haveKeysInMemory();
    if (!can || settings.engine() == TlsEngine.JDK) {
      return settings.jdkEngine();
    }
    try {
      openssl = new OpensslServer((Identities) keys, verify(), trust, settings, counters);
      return TlsEngine.OPENSSL;
    } catch (IllegalArgumentException e) {
      return settings.withoutOpenssl(e);
    }
  }

  /** A copy that uses an engine instead of the preferred one, if possible. For tests. */
  TlsServer engine(TlsEngine engine) {
    return with(settings.engine(engine));
  }

  private Engine jdkEngine(Connection plain) throws IOException {
    HandshakeObserver observer = observe(plain);
    SSLEngine engine = context(observer).createSSLEngine();
    SSLParameters parameters = engine.getSSLParameters();
    settings.applyTo(parameters);
    prepare(engine, parameters, observer);
    return new JdkEngine(engine, observer);
  }

  private Engine opensslEngine(Connection plain) throws IOException {
    Identities identities = (Identities) keys;
    boolean choosesByName = names != EVERY || identities.all().size() > 1;
    Optional<HostName> requested =
        choosesByName ? observe(plain).requestedName() : Optional.empty();
    return openssl().engine(identities.candidates(requested));
  }

  private int verify() {
    return switch (clients) {
      case NOTHING -> OpensslSsl.SSL_VERIFY_NONE;
      case ASKED -> OpensslSsl.SSL_VERIFY_PEER;
      case REQUIRED -> OpensslSsl.SSL_VERIFY_PEER | OpensslSsl.SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
    };
  }

  /** Reads the requested server name before the engine does; rejects an unknown one. */
  private HandshakeObserver observe(Connection plain) throws IOException {
    HandshakeObserver observer =
        HandshakeObserver.ofServer(RequestedServerName.await(plain), names);
    if (!observer.isAccepted()) {
      throw unrecognized(plain, observer.requestedName().orElseThrow());
    }
    return observer;
  }

  /**
   * The SSL context of the certificates for the requested name. A session must not be resumed for a
   * name with another certificate (RFC 6066, section 3); the JDK's engine cannot check that if it
   * ignores names.
   */
  private SSLContext context(HandshakeObserver observer) {
    Object same = keys instanceof Identities all ? all.candidates(observer.requestedName()) : keys;
    return contexts.computeIfAbsent(same, _ -> TlsSettings.context("TLS", keys, trust));
  }

  private static SSLException unrecognized(Connection plain, HostName requested) {
    SSLException refused =
        TlsErrors.handshake(
            TlsErrors.peer(plain), "no certificate for the requested server name " + requested);
    try {
      plain.deadline(Deadline.after(ALERT));
      plain.write(UNRECOGNIZED_NAME);
    } catch (IOException e) {
      refused.addSuppressed(e);
    }
    return refused;
  }

  /** Rejects settings that exclude DTLS. */
  void checkDatagrams() {
    settings.applyTo(new SSLParameters(), TlsSettings.DATAGRAM);
  }

  /** Creates a DTLS engine, which shares no sessions with others. */
  SSLEngine datagramEngine(SecureRandom random, int datagramBytes, Optional<HostName> requested) {
    SSLEngine engine = TlsSettings.context("DTLS", keys, trust, random).createSSLEngine();
    SSLParameters parameters = engine.getSSLParameters();
    settings.applyTo(parameters, datagramBytes);
    prepare(engine, parameters, HandshakeObserver.ofServer(requested, names));
    return engine;
  }

  /** Configures an engine as a server. */
  private void prepare(SSLEngine engine, SSLParameters parameters, HandshakeObserver observer) {
    engine.setUseClientMode(false);
    observer.putInto(parameters);
    parameters.setUseCipherSuitesOrder(true);
    switch (clients) {
      case NOTHING -> {}
      case ASKED -> parameters.setWantClientAuth(true);
      case REQUIRED -> parameters.setNeedClientAuth(true);
    }
    engine.setSSLParameters(parameters);
  }
}
