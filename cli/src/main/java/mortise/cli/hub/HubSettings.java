package mortise.cli.hub;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where a hub is, and what to join there.
 *
 * @param servers URLs without a login, {@code nats://host:port} or {@code tls://host:port}
 * @param login {@code user:password} or a token; null for none
 * @param room the room's name, which is the beginning of its subjects; or a subject
 * @param credentials a file with a login, a seed or a JWT; null for none
 * @param trust a file of CA certificates for {@code tls:}; null for those of the JDK
 * @param node this node's name; null for a random one
 * @param durable whether messages are stored
 */
public record HubSettings(
    List<String> servers,
    String login,
    String room,
    Path credentials,
    Path trust,
    String node,
    boolean durable) {
  private static final int PORT = 4222;

  /** What a subject consists of: no wildcard, no blank, no empty token. */
  private static final Pattern SUBJECT =
      Pattern.compile("[\\p{Alnum}_=/-]+(\\.[\\p{Alnum}_=/-]+)*");

  private static final Pattern NODE = Pattern.compile("[\\p{Alnum}_-]{1,32}");

  public HubSettings {
    servers = List.copyOf(servers);
  }

  /**
   * Reads {@code nats://[login@]host[:port][,host[:port]...]/ROOM}; {@code tls://} requires TLS.
   *
   * @throws IllegalArgumentException with a sentence about what is wrong
   */
  public static HubSettings parse(String url) {
    int colon = url.indexOf("://");
    String scheme = colon < 0 ? "" : url.substring(0, colon);
    if (!scheme.equals("nats") && !scheme.equals("tls")) {
      throw wrong(url, "it begins with nats:// or tls://");
    }
    String rest = url.substring(colon + 3);
    int at = rest.lastIndexOf('@');
    String login = at < 0 ? null : rest.substring(0, at);
    String places = rest.substring(at + 1);
    int slash = places.indexOf('/');
    if (slash < 0 || slash == places.length() - 1) {
      throw wrong(url, "it lacks /ROOM at its end");
    }
    String room = subject(places.substring(slash + 1));
    List<String> servers = new ArrayList<>();
    for (String place : places.substring(0, slash).split(",", -1)) {
      servers.add(server(url, scheme, place));
    }
    return new HubSettings(servers, login, room, null, null, null, false);
  }

  private static String server(String url, String scheme, String place) {
    try {
      URI uri = new URI(scheme + "://" + place);
      if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65535) {
        throw wrong(url, "'" + place + "' is no HOST or HOST:PORT");
      }
      return uri.getPort() < 0 ? uri + ":" + PORT : uri.toString();
    } catch (URISyntaxException _) {
      throw wrong(url, "'" + place + "' is no HOST or HOST:PORT");
    }
  }

  /**
   * Checks the name of a room or subject.
   *
   * @throws IllegalArgumentException when it has a wildcard, a blank or an empty part
   */
  public static String subject(String text) {
    if (!SUBJECT.matcher(text).matches() || text.length() > 200) {
      throw new IllegalArgumentException(
          "invalid room or subject '" + text + "': letters, digits, _ - = / with dots between");
    }
    return text;
  }

  /** The URL without its login, which is secret, is not quoted. */
  private static IllegalArgumentException wrong(String url, String why) {
    String shown = url.replaceFirst("//.*@", "//...@");
    return new IllegalArgumentException("invalid hub '" + shown + "': " + why);
  }

  /**
   * These settings with what other options say.
   *
   * @throws IllegalArgumentException when the node's name is none
   */
  public HubSettings with(Path credentials, Path trust, String node, boolean durable) {
    if (node != null && !NODE.matcher(node).matches()) {
      throw new IllegalArgumentException(
          "invalid node name '" + node + "': 1 to 32 letters, digits, _ and -");
    }
    return new HubSettings(servers, login, room, credentials, trust, node, durable);
  }

  /** Whether the name is one that a node may have. */
  public static boolean isNode(String name) {
    return NODE.matcher(name).matches();
  }

  /** The servers and the room, without the login. */
  @Override
  public String toString() {
    return String.join(",", servers) + "/" + room;
  }
}
