package mortise.proxy;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import mortise.net.Deadline;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.server.Handler;

/**
 * An HTTP proxy: CONNECT to any target (RFC 9110 section 9.3.6), and all other methods for {@code
 * http} URIs (RFC 9112 section 3.2.2), with Basic and Digest where logins are asked for.
 *
 * <p>A client's connection carries any number of requests, a target's one. Requests and responses
 * are written anew, so what can be read in two ways does not reach the other side; a request with
 * two lengths is rejected. A request that comes by this proxy a second time is refused too.
 */
public final class HttpProxyServer implements Handler {
  private final ProxySettings settings;
  private final Optional<HttpAuthentication> authentication;

  /** How this proxy calls itself in Via, RFC 9110 section 7.6.3. */
  private final String pseudonym;

  private HttpProxyServer(ProxySettings settings) {
    this.settings = Objects.requireNonNull(settings);
    this.authentication = settings.logins().map(HttpAuthentication::new);
    byte[] random = new byte[8];
    new SecureRandom().nextBytes(random);
    this.pseudonym = "mortise-" + HexFormat.of().formatHex(random);
  }

  /** A server's handler. */
  public static HttpProxyServer of(ProxySettings settings) {
    return new HttpProxyServer(settings);
  }

  /** Serves one client until it has ended. The caller closes the connection. */
  @Override
  public void handle(Connection client) throws IOException {
    boolean goesOn = true;
    while (goesOn) {
      client.timeout(settings.header());
      client.deadline(Deadline.NEVER);
      goesOn = isThere(client) && serve(client);
    }
  }

  /** Waits for the next request; a client that has none is not at fault. */
  private static boolean isThere(Connection client) throws IOException {
    try {
      return client.awaitRequest() && client.readAhead().more(1);
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  private boolean serve(Connection client) throws IOException {
    boolean withText = true;
    try {
      client.deadline(Deadline.after(settings.header()));
      HttpHead head = head(client);
      HttpRequest request = HttpRequest.parse(head.line());
      withText = !request.method().equals("HEAD");
      client.deadline(Deadline.NEVER);
      check(head, request);
      if (request.isConnect()) {
        tunnel(client, request.authority());
        return false;
      }
      return forward(client, head, request);
    } catch (HttpRefusal e) {
      client.write(e.encode(withText));
      return e.goesOn;
    } catch (ProtocolException e) {
      boolean ofVersion = e instanceof HttpRequest.UnknownVersion;
      String status = ofVersion ? "505 HTTP Version Not Supported" : "400 Bad Request";
      client.write(HttpRefusal.of(status, "" + e.getMessage()).encode(withText));
      return false;
    }
  }

  private static HttpHead head(Connection client) throws IOException, HttpRefusal {
    try {
      return HeaderReader.read(client, "a request of HTTP", HttpHead::decode, HttpHead.LONGEST);
    } catch (HeaderReader.TooLong e) {
      throw HttpRefusal.of("413 Request Entity Too Large", "" + e.getMessage());
    } catch (HttpHead.LineTooLong e) {
      throw HttpRefusal.of("414 URI Too Long", "" + e.getMessage());
    } catch (SocketTimeoutException e) {
      throw HttpRefusal.of("408 Request Timeout", "The request did not arrive in time.");
    }
  }

  private void check(HttpHead head, HttpRequest request) throws ProtocolException, HttpRefusal {
    HttpFraming framing = HttpFraming.ofRequest(head, request.minor());
    if (request.isConnect() && !framing.equals(HttpFraming.NONE)) {
      throw new ProtocolException("expected CONNECT without a body but was one with " + framing);
    }
    if (head.values("Host").size() > 1) {
      throw new ProtocolException("expected one Host but was more than one");
    }
    if (authentication.isPresent()) {
      switch (authentication.get().check(head, request)) {
        case RIGHT -> {}
        case WRONG -> throw challenge(false, framing, request);
        case STALE -> throw challenge(true, framing, request);
      }
    }
    if (head.members("Via").stream().anyMatch(via -> via.contains(pseudonym))) {
      throw HttpRefusal.of("403 Forbidden", "The request has passed this proxy before (loop).");
    }
    if (request.method().equals("TRACE")) {
      throw HttpRefusal.of("405 Method Not Allowed", "TRACE is disabled.");
    }
  }

  /** A body that was not asked for would be read as the next request. */
  private HttpRefusal challenge(boolean stale, HttpFraming framing, HttpRequest request) {
    boolean goesOn = framing.equals(HttpFraming.NONE) && request.minor() > 0;
    return HttpRefusal.challenge(authentication.orElseThrow().challenges(stale), goesOn);
  }

  private void tunnel(Connection client, Target target) throws IOException, HttpRefusal {
    try (Socket upstream = dial(target)) {
      client.write(Octets.latin("HTTP/1.1 200 Connection established\r\n\r\n"));
      BidirectionalRelay.between(client, Connection.of(upstream), settings.idle());
    }
  }

  private Socket dial(Target target) throws HttpRefusal {
    try {
      return settings.targets().dial(target, Deadline.after(settings.dial()));
    } catch (IOException e) {
      throw HttpRefusal.ofConnect(e);
    }
  }

  private boolean forward(Connection client, HttpHead head, HttpRequest request)
      throws IOException, HttpRefusal {
    if (!request.target().toLowerCase(Locale.ROOT).startsWith("http:")) {
      throw HttpRefusal.of("400 Bad Request", "This is a proxy: it wants http://host/path.");
    }
    HttpRequest.Resource resource = request.absolute();
    try (Socket upstream = dial(resource.target())) {
      client.timeout(settings.idle());
      return new HttpExchange(client, upstream, settings.idle(), pseudonym)
          .run(head, request, resource);
    }
  }
}
