package mortise.tls;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509ExtendedKeyManager;
import mortise.server.Connection;

/**
 * How a server shakes hands. A value: each of the methods that change something returns another
 * one, and any number of threads may accept by one.
 *
 * <p>TLS 1.3 and 1.2 unless told otherwise. Sessions are resumed among the connections that were
 * accepted by the same object. Renegotiation is refused.
 */
public final class TlsServer {
  private final X509ExtendedKeyManager keys;
  private final Predicate<String> names;
  private final Clients clients;
  private final Trust trust;
  private final Settings settings;
  private final SSLContext context;

  /** What is asked of clients. */
  private enum Clients {
    NOTHING,
    ASKED,
    REQUIRED
  }

  private TlsServer(
      X509ExtendedKeyManager keys,
      Predicate<String> names,
      Clients clients,
      Trust trust,
      Settings settings) {
    this.keys = keys;
    this.names = names;
    this.clients = clients;
    this.trust = trust;
    this.settings = settings;
    this.context = Settings.context("TLS", keys, trust);
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
        keys, _ -> true, Clients.NOTHING, Trust.insecurelyAnybody(), Settings.DEFAULT);
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
   * The protocols to choose from by ALPN (RFC 7301), the best first: {@code h2}, {@code http/1.1}.
   * A client that offers others alone is refused; one that offers none is not.
   */
  public TlsServer applications(String... names) {
    return with(settings.applications(names));
  }

  private TlsServer with(Settings other) {
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
    SSLEngine engine = context.createSSLEngine();
    SSLParameters parameters = engine.getSSLParameters();
    settings.applyTo(parameters);
    return TlsConnection.over(plain, engine, prepare(engine, parameters));
  }

  /** Refuses settings that leave nothing for datagrams. */
  void checkDatagrams() {
    settings.applyTo(new SSLParameters(), Settings.DATAGRAM);
  }

  /** A new engine for datagrams of such a size, which shares nothing with others. */
  SSLEngine datagramEngine(SecureRandom random, int datagramBytes) {
    SSLEngine engine = Settings.context("DTLS", keys, trust, random).createSSLEngine();
    SSLParameters parameters = engine.getSSLParameters();
    settings.applyTo(parameters, datagramBytes);
    prepare(engine, parameters);
    return engine;
  }

  /** Makes an engine that of a server. */
  private Greeting prepare(SSLEngine engine, SSLParameters parameters) {
    engine.setUseClientMode(false);
    Greeting greeting = Greeting.in(parameters, names);
    parameters.setUseCipherSuitesOrder(true);
    switch (clients) {
      case NOTHING -> {}
      case ASKED -> parameters.setWantClientAuth(true);
      case REQUIRED -> parameters.setNeedClientAuth(true);
    }
    engine.setSSLParameters(parameters);
    return greeting;
  }
}
