package mortise.proxy;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What a proxy server lets its clients do.
 *
 * @param targets where they may connect to
 * @param logins the permitted users; empty without authentication
 * @param header how long one header of theirs, a request or a login, may take
 * @param dial how long connecting to the target may take, and how long BIND waits for a peer
 * @param idle how long nothing may move in either direction before a connection is ended
 */
public record ProxySettings(
    Targets targets, Optional<Logins> logins, Duration header, Duration dial, Duration idle) {
  /**
   * {@link Targets#USUAL}, no authentication, timeouts of 10 s for a header, 30 s to connect, 10
   * min idle.
   */
  public static final ProxySettings DEFAULT =
      new ProxySettings(
          Targets.USUAL,
          Optional.empty(),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(10));

  public ProxySettings {
    Objects.requireNonNull(targets, "targets");
    Objects.requireNonNull(logins, "logins");
    check("header", header);
    check("dial", dial);
    check("idle", idle);
  }

  private static void check(String name, Duration time) {
    if (!time.isPositive()) {
      throw new IllegalArgumentException(name + " " + time + " is not above zero");
    }
  }

  public ProxySettings targets(Targets targets) {
    return new ProxySettings(targets, logins, header, dial, idle);
  }

  /** A copy that requires authentication by one of these logins. */
  public ProxySettings logins(Logins logins) {
    return new ProxySettings(targets, Optional.of(logins), header, dial, idle);
  }

  public ProxySettings header(Duration header) {
    return new ProxySettings(targets, logins, header, dial, idle);
  }

  public ProxySettings dial(Duration dial) {
    return new ProxySettings(targets, logins, header, dial, idle);
  }

  public ProxySettings idle(Duration idle) {
    return new ProxySettings(targets, logins, header, dial, idle);
  }
}
