package mortise.tls;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;

/**
 * What one handshake brings to light that the JDK keeps to itself: the name that the client asked
 * for, and whether certificates were looked at, which a resumed session does not do.
 *
 * <p>It travels as the engine's matcher of server names, since the engine's parameters are the one
 * place that key and trust managers, which many engines share, can reach.
 */
final class Greeting extends SNIMatcher {
  private final Predicate<String> accepted;
  private volatile String asked;
  private volatile boolean full;

  private Greeting(Predicate<String> accepted) {
    super(StandardConstants.SNI_HOST_NAME);
    this.accepted = accepted;
  }

  /** Makes one for an engine; a client that asks for a name that is not accepted is refused. */
  static Greeting in(SSLParameters parameters, Predicate<String> accepted) {
    Greeting greeting = new Greeting(accepted);
    parameters.setSNIMatchers(List.of(greeting));
    return greeting;
  }

  /**
   * Notes that this engine's handshake needed a certificate of this side or of the peer. The JDK
   * also asks for a key while it reads the ticket of a session that it may resume, when there is no
   * session yet.
   */
  static void full(SSLEngine engine) {
    if (engine.getHandshakeSession() != null) {
      of(engine).ifPresent(greeting -> greeting.full = true);
    }
  }

  /** The name that the client of this engine asks for. */
  static Optional<String> asked(SSLEngine engine) {
    return of(engine).flatMap(Greeting::asked);
  }

  /** The one that was made for an engine. */
  static Optional<Greeting> of(SSLEngine engine) {
    Collection<SNIMatcher> matchers = engine.getSSLParameters().getSNIMatchers();
    return matchers == null
        ? Optional.empty()
        : matchers.stream()
            .filter(Greeting.class::isInstance)
            .map(Greeting.class::cast)
            .findFirst();
  }

  @Override
  public boolean matches(SNIServerName name) {
    // Bytes of anybody; what is no ASCII matches nothing and is shown with replacements.
    String host = new String(name.getEncoded(), StandardCharsets.US_ASCII);
    asked = host.toLowerCase(Locale.ROOT);
    return accepted.test(asked);
  }

  Optional<String> asked() {
    return Optional.ofNullable(asked);
  }

  boolean isFull() {
    return full;
  }
}
