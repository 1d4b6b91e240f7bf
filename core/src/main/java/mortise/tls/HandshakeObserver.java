package mortise.tls;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;

/**
 * What one handshake is about that the JDK keeps to itself: the host that the client means, and
 * whether certificates were looked at, which a resumed session does not do.
 *
 * <p>It travels as the engine's matcher of server names, since the engine's parameters are the one
 * place that key and trust managers, which many engines share, can reach.
 */
final class HandshakeObserver extends SNIMatcher {
  private final HostName host;
  private final boolean hasName;
  private final boolean accepted;
  private volatile boolean full;

  private HandshakeObserver(HostName host, boolean hasName, boolean accepted) {
    super(StandardConstants.SNI_HOST_NAME);
    this.host = host;
    this.hasName = hasName;
    this.accepted = accepted;
  }

  /** One of a client that means a host. */
  static HandshakeObserver ofClient(HostName host) {
    return new HandshakeObserver(host, host.sent().isPresent(), true);
  }

  /** One of a server whose client asks for a host, which may not be accepted. */
  static HandshakeObserver ofServer(Optional<HostName> requested, Predicate<HostName> accepted) {
    return new HandshakeObserver(
        requested.orElse(null),
        requested.isPresent(),
        requested.isEmpty() || accepted.test(requested.get()));
  }

  /** Gives it to an engine with these parameters. */
  void putInto(SSLParameters parameters) {
    parameters.setSNIMatchers(List.of(this));
  }

  /**
   * Notes that this engine's handshake needed a certificate of this side or of the peer. The JDK
   * also asks for a key while it reads the ticket of a session that it may resume, when there is no
   * session yet.
   */
  static void recordFull(SSLEngine engine) {
    if (engine.getHandshakeSession() != null) {
      of(engine).ifPresent(observer -> observer.full = true);
    }
  }

  /** The one that was made for an engine. */
  static Optional<HandshakeObserver> of(SSLEngine engine) {
    Collection<SNIMatcher> matchers = engine.getSSLParameters().getSNIMatchers();
    return matchers == null
        ? Optional.empty()
        : matchers.stream()
            .filter(HandshakeObserver.class::isInstance)
            .map(HandshakeObserver.class::cast)
            .findFirst();
  }

  @Override
  public boolean matches(SNIServerName name) {
    return accepted;
  }

  /** The host that the client has asked for. */
  Optional<HostName> requestedName() {
    return hasName ? Optional.of(host) : Optional.empty();
  }

  /** Whether there is a certificate for that; a client without a name takes any. */
  boolean isAccepted() {
    return accepted;
  }

  /** The host whose certificate is expected, at a client; null elsewhere. */
  HostName host() {
    return host;
  }

  boolean isFull() {
    return full;
  }
}
