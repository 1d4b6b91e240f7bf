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
import org.jspecify.annotations.Nullable;

/**
 * Records facts of one handshake that the JDK does not expose: the requested host, and whether
 * certificates were used, which shows that no session was resumed.
 *
 * <p>It is installed as the engine's SNI matcher. Key and trust managers are shared by many
 * engines, and the engine's parameters are the only per-connection state that they can access.
 */
final class HandshakeObserver extends SNIMatcher {
  private final @Nullable HostName host;
  private final boolean hasName;
  private final boolean accepted;
  private volatile boolean full;

  private HandshakeObserver(@Nullable HostName host, boolean hasName, boolean accepted) {
    super(StandardConstants.SNI_HOST_NAME);
    this.host = host;
    this.hasName = hasName;
    this.accepted = accepted;
  }

  /** Creates the observer of a client that connects to a host. */
  static HandshakeObserver ofClient(HostName host) {
    return new HandshakeObserver(host, host.sent().isPresent(), true);
  }

  /** Creates the observer of a server whose client requests a name, which may be rejected. */
  static HandshakeObserver ofServer(Optional<HostName> requested, Predicate<HostName> accepted) {
    return new HandshakeObserver(
        requested.orElse(null),
        requested.isPresent(),
        requested.isEmpty() || accepted.test(requested.get()));
  }

  /** Installs this observer in an engine's parameters. */
  void putInto(SSLParameters parameters) {
    parameters.setSNIMatchers(List.of(this));
  }

  /**
   * Records that the engine's handshake used a certificate, so it is a full handshake. The JDK also
   * requests a key while it decrypts a session ticket; there is no handshake session at that time.
   */
  static void recordFull(SSLEngine engine) {
    if (engine.getHandshakeSession() != null) {
      of(engine).ifPresent(observer -> observer.full = true);
    }
  }

  /** The observer of an engine. */
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

  /** The server name that the client requested (SNI). */
  Optional<HostName> requestedName() {
    return hasName ? Optional.ofNullable(host) : Optional.empty();
  }

  /** Whether the server accepts the requested name; always true without one. */
  boolean isAccepted() {
    return accepted;
  }

  /** The host of the expected certificate on a client; the requested name or null on a server. */
  @Nullable HostName host() {
    return host;
  }

  boolean isFull() {
    return full;
  }
}
