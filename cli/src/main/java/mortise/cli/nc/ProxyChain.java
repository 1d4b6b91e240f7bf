package mortise.cli.nc;

import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Resolver;
import mortise.proxy.Login;
import mortise.proxy.ProxyDialer;
import mortise.proxy.ProxyHop;
import mortise.proxy.Target;
import mortise.server.Connection;

/** The way to a target through the proxies of {@code --proxy}, the nearest first. */
final class ProxyChain {
  private final NcSettings settings;
  private final NcRun session;

  ProxyChain(NcRun session) {
    this.session = session;
    this.settings = session.settings();
  }

  /**
   * Connects through all of them.
   *
   * @throws UsageException when one of them cannot be read
   */
  Connection dial() throws IOException {
    Deadline deadline = Deadline.after(Duration.ofMillis(settings.times().connect()));
    Target target = target();
    return ProxyDialer.through(hops())
        .reachedBy((proxy, limit) -> first(proxy))
        .dial(target, deadline);
  }

  private Target target() throws IOException {
    try {
      return new Target(Resolver.toAscii(host()), (int) settings.target().port());
    } catch (IllegalArgumentException e) {
      throw new UsageException("Could not connect: " + e.getMessage() + ".");
    }
  }

  private Connection first(Target proxy) throws IOException {
    List<Address> addresses =
        NameLookup.inet(
            proxy.host(), proxy.port(), NameLookup.family(settings.target().network()), true);
    Connection connection = Connection.of(new Dialer(session).dial(addresses));
    // The receiver of the socket gets the bytes in it, and none that were read before.
    return settings.transferMode().passesDescriptor() ? new ExactReading(connection) : connection;
  }

  List<ProxyHop> hops() {
    Optional<Login> login = login(settings.proxy());
    List<ProxyHop> hops = new ArrayList<>();
    for (String text : settings.proxy().hops()) {
      ProxyHop hop = hop(text);
      hops.add(hop.login().isEmpty() ? login.map(who -> withLogin(hop, who)).orElse(hop) : hop);
    }
    return hops;
  }

  /** A proxy as HOST, HOST:PORT or HOST PORT, or as a URL with its kind. */
  private ProxyHop hop(String text) {
    try {
      if (text.contains("://")) {
        return ProxyHop.parse(text);
      }
      ProxyHop.Kind kind =
          switch (settings.proxy().type()) {
            case "socks4" -> ProxyHop.Kind.SOCKS4A;
            case "socks5" -> ProxyHop.Kind.SOCKS5;
            default -> ProxyHop.Kind.HTTP;
          };
      boolean bare = text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[");
      if (!bare && text.chars().anyMatch(c -> c >= 0x80)) {
        return ProxyHop.parse(kind.name().toLowerCase(Locale.ROOT) + "://" + text);
      }
      Target address = Target.parse(bare ? "[" + text + "]" : text, kind.usualPort);
      return ProxyHop.of(kind, address.host(), address.port());
    } catch (IllegalArgumentException e) {
      throw new UsageException("--proxy: " + e.getMessage());
    }
  }

  private static ProxyHop withLogin(ProxyHop hop, Login login) {
    try {
      return hop.login(login);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--proxy-auth: " + e.getMessage());
    }
  }

  /** The value of {@code --proxy-auth} or of the environment; empty without both. */
  static Optional<Login> login(NcSettings.Proxy proxy) {
    String text = proxy.auth();
    if (text == null) {
      return Optional.empty();
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      return Optional.of(new Login(text, ""));
    }
    return Optional.of(new Login(text.substring(0, colon), text.substring(colon + 1)));
  }

  /** The target's host as sent to the last proxy. */
  private String host() throws IOException {
    String host = settings.target().host();
    boolean numeric = isNumeric(host);
    switch (settings.proxy().dns()) {
      case "none" -> {
        if (!numeric) {
          throw new UnknownHostException(
              String.format(
                  Locale.ROOT,
                  "Could not resolve hostname \"%s\": it is a name, and --proxy-dns none resolves"
                      + " none up",
                  host));
        }
      }
      case "local" -> {
        return numeric ? host : resolved(host);
      }
      case "both" -> {
        try {
          return numeric ? host : resolved(host);
        } catch (UnknownHostException _) {
          // The proxy may know it.
        }
      }
      default -> {} // remote
    }
    return host;
  }

  /** SOCKS4 has no IPv6. */
  private String resolved(String host) throws IOException {
    boolean four = settings.proxy().type().equals("socks4");
    Family family = four ? Family.INET : NameLookup.family(settings.target().network());
    return ((Inet) NameLookup.inet(host, 0, family, settings.target().resolves()).getFirst())
        .host();
  }

  private static boolean isNumeric(String host) {
    try {
      return Inet.of(host, 0) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
