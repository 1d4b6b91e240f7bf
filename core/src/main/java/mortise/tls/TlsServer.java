package mortise.tls;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
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

/**
 * How a server shakes hands. A value: each of the methods that change something returns another
 * one, and any number of threads may accept by one.
 *
 * <p>The default versions are TLS 1.3 and 1.2. Sessions are resumed among the connections that were
 * accepted by the same object. Renegotiation is refused.
 *
 * <p>The JDK's engine refuses clients that ask for a name of other characters than letters, digits,
 * hyphens and dots, such as {@code my_host}, and those with a dot at the end. They are served when
 * the JVM is started with {@code -Djdk.tls.server.disableExtensions=server_name}, which keeps all
 * its engines from looking at names; this class looks at them by itself. Key managers of other
 * makes do not learn the name then. The command runs so.
 */
public final class TlsServer {
  /** A fatal alert in a record of TLS 1.2 (RFC 8446, section 6). */
  private static final byte[] UNRECOGNIZED_NAME = {21, 3, 3, 0, 2, 2, 112};

  private static final Duration ALERT = Duration.ofSeconds(1);

  /** Whatever name a client asks for. */
  private static final Predicate<HostName> EVERY = _ -> true;

  private final X509ExtendedKeyManager keys;
  private final Predicate<HostName> names;
  private final Clients clients;
  private final Trust trust;
  private final TlsSettings settings;

  /** Sessions are kept here; the key is the certificates that a session may go with. */
  private final Map<Object, SSLContext> contexts = new ConcurrentHashMap<>();

  private final HandshakeCounters counters = new HandshakeCounters();

  /** Null before the first use. Guarded by this for writing. */
  private volatile TlsEngine engine;

  /** Null unless that is the engine. */
  private volatile OpensslServer openssl;

  /** What is asked of clients. */
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
   * A server with one or more identities: a client gets the one whose certificate is for the name
   * that it asks for (SNI, RFC 6066) and whose key it understands, or else the first.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static TlsServer of(Identity... identities) {
    if (identities.length == 0) {
      throw new IllegalArgumentException("a TLS server needs an identity");
    }
    return of(new Identities(Arrays.asList(identities)));
  }

  /** A server whose identity any key manager of the JDK's kind chooses. */
  public static TlsServer of(X509ExtendedKeyManager keys) {
    return new TlsServer(
        keys, EVERY, Clients.NOTHING, Trust.insecureTrustAll(), TlsSettings.DEFAULT);
  }

  /** Refuses clients that ask for a name which no certificate is for. */
  public TlsServer strictNames() {
    if (!(keys instanceof Identities identities)) {
      throw new IllegalStateException("the key manager does not tell its names");
    }
    return new TlsServer(keys, identities::cover, clients, trust, settings);
  }

  /** Refuses clients without a certificate that is trusted. */
  public TlsServer requireClientCertificates(Trust trust) {
    return new TlsServer(keys, names, Clients.REQUIRED, trust, settings);
  }

  /** Asks for a certificate; a client may have none, but one that is not trusted is refused. */
  public TlsServer askClientCertificates(Trust trust) {
    return new TlsServer(keys, names, Clients.ASKED, trust, settings);
  }

  /**
   * Only these versions: {@code TLSv1.3}, {@code TLSv1.2}.
   *
   * @throws IllegalArgumentException for any other
   */
  public TlsServer versions(String... names) {
    return with(settings.versions(names));
  }

  /** Only these cipher suites, by their IANA names, the best first. */
  public TlsServer cipherSuites(String... names) {
    return with(settings.cipherSuites(names));
  }

  /**
   * Only these groups for the key exchange, by their IANA names, the best first: {@code x25519},
   * {@code x448}, {@code secp256r1}, {@code secp384r1}, {@code secp521r1}, {@code ffdhe2048} and so
   * on, {@code X25519MLKEM768} where the engine has it. Where OpenSSL lacks one, the JDK's engine
   * is used; where the JDK lacks all of them, too, {@link #engine} and the handshake fail.
   *
   * @throws IllegalArgumentException for any other
   */
  public TlsServer groups(String... names) {
    return with(settings.groups(names));
  }

  /**
   * The protocols to choose from by ALPN (RFC 7301), the best first: {@code h2}, {@code http/1.1}.
   * A client that offers others alone is refused; one that offers none is not.
   */
  public TlsServer alpnProtocols(String... names) {
    return with(settings.alpnProtocols(names));
  }

  private TlsServer with(TlsSettings other) {
    return new TlsServer(keys, names, clients, trust, other);
  }

  /**
   * Shakes hands on a connection that a client has made, and waits for the client meanwhile, within
   * the connection's timeout and deadline. Whatever fails closes the connection.
   *
   * @return a connection that encrypts; to close it closes the other
   * @throws javax.net.ssl.SSLException when the handshake fails; says why
   * @throws java.net.SocketTimeoutException when the client is too slow
   */
  public Connection accept(Connection plain) throws IOException {
    boolean completed = false;
    try {
      TlsConnection made = TlsConnection.over(plain, newEngine(plain));
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

  /** The handshakes so far. */
  public TlsCounts counts() {
    return counters.counts();
  }

  /**
   * Replaces the keys that encrypt session tickets: earlier sessions are not resumed, so an
   * attacker with an earlier key cannot read later sessions. The OpenSSL engine does so by itself
   * after 12 hours of use, the JDK by rules of its own. Connections that are open are not
   * concerned.
   */
  public void renewTicketKeys() {
    if (engine() == TlsEngine.OPENSSL) {
      openssl.renewTicketKeys();
    } else {
      contexts.clear();
      counters.ticketKeysReplaced();
    }
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

  /** By a certain engine where that can be, whatever is preferred. */
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
    return openssl.engine(identities.candidates(requested));
  }

  private int verify() {
    return switch (clients) {
      case NOTHING -> OpensslSsl.SSL_VERIFY_NONE;
      case ASKED -> OpensslSsl.SSL_VERIFY_PEER;
      case REQUIRED -> OpensslSsl.SSL_VERIFY_PEER | OpensslSsl.SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
    };
  }

  /** Reads the requested SNI name, ahead of the engine; rejects an unknown one. */
  private HandshakeObserver observe(Connection plain) throws IOException {
    HandshakeObserver observer =
        HandshakeObserver.ofServer(RequestedServerName.await(plain), names);
    if (!observer.isAccepted()) {
      throw unrecognized(plain, observer.requestedName().orElseThrow());
    }
    return observer;
  }

  /**
   * The engines' common ground. A session must not go on under a name with another certificate (RFC
   * 6066, section 3), which the engine cannot know where it does not see names.
   */
  private SSLContext context(HandshakeObserver observer) {
    Object same = keys instanceof Identities all ? all.candidates(observer.requestedName()) : keys;
    return contexts.computeIfAbsent(same, _ -> TlsSettings.context("TLS", keys, trust));
  }

  private static SSLException unrecognized(Connection plain, HostName requested) {
    SSLException refused =
        TlsErrors.handshake(
            TlsErrors.peer(plain),
            "the client asks for a name that no certificate is for: " + requested);
    try {
      plain.deadline(Deadline.after(ALERT));
      plain.write(UNRECOGNIZED_NAME);
    } catch (IOException e) {
      refused.addSuppressed(e);
    }
    return refused;
  }

  /** Refuses settings that leave nothing for datagrams. */
  void checkDatagrams() {
    settings.applyTo(new SSLParameters(), TlsSettings.DATAGRAM);
  }

  /** A new engine for datagrams of such a size, which shares nothing with others. */
  SSLEngine datagramEngine(SecureRandom random, int datagramBytes, Optional<HostName> requested) {
    SSLEngine engine = TlsSettings.context("DTLS", keys, trust, random).createSSLEngine();
    SSLParameters parameters = engine.getSSLParameters();
    settings.applyTo(parameters, datagramBytes);
    prepare(engine, parameters, HandshakeObserver.ofServer(requested, names));
    return engine;
  }

  /** Makes an engine that of a server. */
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
