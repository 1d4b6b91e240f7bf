package mortise.proxy;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import mortise.net.Socket;
import mortise.server.Connection;
import org.jspecify.annotations.Nullable;

/** One request that is passed on to its server, and the response back. */
final class HttpExchange {
  /** Fields that are about one connection and not passed on, RFC 9110 section 7.6.1. */
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** How long an unwanted body is read and discarded, so that its sender reads the reply. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Connection client;
  private final Connection upstream;
  private final String via;
  private final Duration idle;

  /** What the client wants to go on with behind a 101, RFC 9110 section 7.8; null for nothing. */
  private @Nullable String upgrade;

  HttpExchange(Connection client, Socket upstream, Duration idle, String pseudonym) {
    this.client = client;
    this.upstream = Connection.of(upstream);
    this.upstream.timeout(idle);
    this.idle = idle;
    this.via = "1.1 " + pseudonym;
  }

  /**
   * Passes on both.
   *
   * @return whether the client may send another request
   */
  boolean run(HttpHead head, HttpRequest request, HttpRequest.Resource resource)
      throws IOException, HttpRefusal {
    HttpFraming framing = HttpFraming.ofRequest(head, request.minor());
    HttpBody body = new HttpBody(client, framing);
    if (request.minor() > 0
        && framing.equals(HttpFraming.NONE)
        && head.members("Connection").contains("upgrade")) {
      upgrade = head.value("Upgrade").orElse(null);
    }
    begin(request(head, request, resource, framing));
    Thread sender =
        Thread.ofVirtual()
            .name("mortise-request")
            .unstarted(() -> send(body, framing instanceof HttpFraming.Chunked));
    if (!body.hasEnded()) {
      sender.start();
    }
    // While a server takes its time nothing is written to the client, which may be gone.
    try (ResetWatch _ = ResetWatch.start(client, upstream::abort)) {
      boolean goesOn = respond(request, body);
      return goesOn
          && request.minor() > 0
          && !head.members("Connection").contains("close")
          && !head.members("Proxy-Connection").contains("close")
          && hasEnded(sender, body);
    } catch (IOException e) {
      upstream.abort(); // no end in order where the response has not reached the client
      throw e;
    } finally {
      end(sender);
    }
  }

  private void begin(HttpHead request) throws HttpRefusal {
    try {
      upstream.write(request.encode());
    } catch (IOException e) {
      throw HttpRefusal.of(e);
    }
  }

  private HttpHead request(
      HttpHead head, HttpRequest request, HttpRequest.Resource resource, HttpFraming framing) {
    Target target = resource.target();
    boolean usual = target.port() == 80;
    String authority = target.toString();
    HttpHead out =
        HttpHead.of(request.method() + " " + resource.path() + " HTTP/1.1")
            .with("Host", usual ? authority.replaceFirst(":80$", "") : authority);
    for (HttpHead.Field field : endToEnd(head).without("Host"::equalsIgnoreCase).fields()) {
      // A client of HTTP/1.0 could not read the interim response.
      if (request.minor() > 0 || !field.is("Expect")) {
        out = out.with(field.name(), field.value());
      }
    }
    if (framing instanceof HttpFraming.Chunked) {
      out = out.with("Transfer-Encoding", "chunked");
    }
    out = out.with("Via", via);
    return upgrade == null
        ? out.with("Connection", "close")
        : out.with("Upgrade", upgrade).with("Connection", "upgrade");
  }

  private static HttpHead endToEnd(HttpHead head) {
    Set<String> dropped = new HashSet<>(HOP_BY_HOP);
    List<String> named = head.members("Connection");
    // A length named as a hop-by-hop field must not be removed from a message with a body.
    named.stream().filter(name -> !name.equals("content-length")).forEach(dropped::add);
    return head.without(name -> dropped.contains(name.toLowerCase(Locale.ROOT)));
  }

  /**
   * Runs on the sender's thread. A server that reads no more may have answered all the same; one
   * that will never get the rest must not wait for it.
   */
  private void send(HttpBody body, boolean chunked) {
    try {
      copy(body, upstream, chunked);
    } catch (IOException e) {
      if (body.failure() != null) {
        upstream.abort();
      }
    }
  }

  private static void copy(HttpBody body, Connection to, boolean chunked) throws IOException {
    byte[] part = new byte[1 << 14];
    for (int count; (count = body.read(part)) >= 0; ) {
      if (chunked && count > 0) {
        to.write(chunk(part, count));
      } else {
        to.write(part, 0, count);
      }
    }
    if (chunked) {
      to.write(Octets.latin("0\r\n\r\n"));
    }
  }

  private static byte[] chunk(byte[] part, int count) {
    byte[] size = Octets.latin(Integer.toHexString(count) + "\r\n");
    byte[] chunk = new byte[size.length + count + 2];
    System.arraycopy(size, 0, chunk, 0, size.length);
    System.arraycopy(part, 0, chunk, size.length, count);
    chunk[size.length + count] = '\r';
    chunk[size.length + count + 1] = '\n';
    return chunk;
  }

  private boolean respond(HttpRequest request, HttpBody body) throws IOException, HttpRefusal {
    HttpHead head = response(body);
    HttpStatus status = HttpStatus.parse(head.line());
    while (status.isInterim()) {
      if (status.code() == 101) {
        changeProtocol(head, status);
        return false;
      }
      if (request.minor() > 0) {
        client.write(endToEnd(head).line("HTTP/1.1 " + status).encode());
      }
      head = response(body);
      status = HttpStatus.parse(head.line());
    }
    HttpFraming framing = framing(head, status, request.method());
    boolean lengthKnown = framing instanceof HttpFraming.Length;
    boolean chunked = !lengthKnown && request.minor() > 0;
    HttpHead out = endToEnd(head).line("HTTP/1.1 " + status).with("Via", via);
    if (chunked) {
      out = out.with("Transfer-Encoding", "chunked");
    }
    boolean goesOn = (chunked || lengthKnown) && request.minor() > 0;
    client.write(out.with("Connection", goesOn ? "keep-alive" : "close").encode());
    try {
      copy(new HttpBody(upstream, framing), client, chunked);
    } catch (IOException e) {
      // A reset signals the client that the response is incomplete; no other way is left.
      client.abort();
      throw new IOException("incomplete response: " + e.getMessage(), e);
    }
    return goesOn;
  }

  /** From here on both speak something else, such as WebSocket, and this is a tunnel. */
  private void changeProtocol(HttpHead head, HttpStatus status) throws IOException, HttpRefusal {
    if (upgrade == null) {
      throw HttpRefusal.of(
          new ProtocolException("the server switches protocols without a request for it"));
    }
    HttpHead out = endToEnd(head).line("HTTP/1.1 " + status).with("Via", via);
    for (String name : head.values("Upgrade")) {
      out = out.with("Upgrade", name);
    }
    client.write(out.with("Connection", "upgrade").encode());
    BidirectionalRelay.between(client, upstream, idle);
  }

  /** The next head from the server; where the body broke off, that is why there is none. */
  private HttpHead response(HttpBody body) throws IOException, HttpRefusal {
    try {
      HttpHead head =
          HeaderReader.read(
              upstream, "a response of HTTP", HttpHead::decodeResponse, HttpHead.LONGEST);
      HttpStatus.parse(head.line());
      return head;
    } catch (IOException e) {
      IOException cause = body.failure();
      if (cause != null) {
        throw cause instanceof SocketTimeoutException
            ? HttpRefusal.of("408 Request Timeout", "The body did not arrive in time.")
            : HttpRefusal.of("400 Bad Request", "" + cause.getMessage());
      }
      throw HttpRefusal.of(e);
    }
  }

  private static HttpFraming framing(HttpHead head, HttpStatus status, String method)
      throws HttpRefusal {
    try {
      return HttpFraming.ofResponse(head, status, method);
    } catch (ProtocolException e) {
      throw HttpRefusal.of(e);
    }
  }

  private static boolean hasEnded(Thread sender, HttpBody body) {
    try {
      return (sender.getState() == Thread.State.NEW || sender.join(GRACE)) && body.hasEnded();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Ends what is still under way, for which the client's connection has to end too. */
  private void end(Thread sender) throws IOException {
    if (sender.getState() == Thread.State.NEW) {
      return;
    }
    try {
      if (!sender.join(GRACE)) {
        client.close();
        upstream.abort();
        sender.join();
      }
    } catch (InterruptedException e) {
      client.abort();
      upstream.abort();
      Thread.currentThread().interrupt();
    }
  }
}
