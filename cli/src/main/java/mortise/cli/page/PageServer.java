package mortise.cli.page;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves one page and its data by the JDK's HTTP server. Only a request that knows the token in the
 * address gets anything. The page of another site gets nothing either: a request names this server
 * by its address (DNS rebinding), and one that changes something carries a header that a browser
 * sends across sites by permission alone.
 */
public final class PageServer implements AutoCloseable {
  /** The header of requests that change something. */
  private static final String OWN = "X-Mortise";

  /** Nothing but this server's own files, and no code or style in the page itself. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'";

  private static final int TOKEN_BYTES = 15;

  private final HttpServer server;
  private final PageAddress address;
  private final String token = token();
  private final String start;
  private final Handler handler;
  private final PageFiles files = new PageFiles();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** The data of a page. */
  public interface Handler {
    /** Answers; false where there is no such path. */
    boolean handle(PageRequest request) throws IOException;
  }

  private PageServer(HttpServer server, PageAddress address, String start, Handler handler) {
    this.server = server;
    this.address = address;
    this.start = start;
    this.handler = handler;
  }

  /**
   * Begins to serve.
   *
   * @param option what asks for it, for messages
   * @param start the file that the address shows
   * @param handler everything that is no file
   * @throws IOException when the address cannot be bound
   */
  public static PageServer open(String option, PageAddress address, String start, Handler handler)
      throws IOException {
    // Events are small, and each is to be there at once. Other programs cannot use up descriptors.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("jdk.httpserver.maxConnections", "200");
    System.setProperty("sun.net.httpserver.maxReqTime", "30");
    try {
      InetAddress host = InetAddress.getByName(address.host());
      HttpServer http = HttpServer.create(new InetSocketAddress(host, address.port()), 0);
      PageServer server = new PageServer(http, address, start, handler);
      http.createContext("/", server::handle);
      http.setExecutor(server.threads);
      http.start();
      return server;
    } catch (IOException e) {
      throw new IOException(option + " " + address + ": " + e.getMessage(), e);
    }
  }

  private static String token() {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** The address for a browser, with the token. */
  public String url() {
    String host = server.getAddress().getAddress().isAnyLocalAddress() ? "" : address.host();
    PageAddress shown =
        new PageAddress(
            host.isEmpty() ? PageAddress.LOOPBACK : host, server.getAddress().getPort());
    return "http://" + shown + "/" + token + "/";
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      protect(exchange.getResponseHeaders());
      try {
        serve(exchange);
      } catch (PageException e) {
        refuse(exchange, e);
      }
    } catch (IOException _) {
      // The browser has gone.
    } catch (RuntimeException | Error e) {
      fail(exchange, e);
    }
  }

  private static void fail(HttpExchange exchange, Throwable e) {
    System.getLogger("mortise").log(System.Logger.Level.WARNING, "a page's request failed", e);
    exchange.close();
  }

  private static void protect(Headers headers) {
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cache-Control", "no-store");
  }

  private void serve(HttpExchange exchange) throws IOException {
    checkHost(exchange.getRequestHeaders().getFirst("Host"));
    String path = exchange.getRequestURI().getPath();
    int end = path.indexOf('/', 1);
    String given = end < 0 ? "" : path.substring(1, end);
    if (!MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8))) {
      throw new PageException(403, "the address needs the token that the terminal has printed");
    }
    PageRequest request = new PageRequest(exchange, path.substring(end + 1));
    checkMethod(exchange, request);
    byte[] file = request.isPost() ? null : files.of(name(request.path()));
    if (file != null) {
      request.answer(PageFiles.type(name(request.path())), file);
    } else if (!handler.handle(request)) {
      throw new PageException(404, "nothing is here");
    }
  }

  private String name(String path) {
    return path.isEmpty() ? start : path;
  }

  private static void checkMethod(HttpExchange exchange, PageRequest request) throws IOException {
    if (!request.isPost() && !exchange.getRequestMethod().equals("GET")) {
      throw new PageException(405, "expected GET or POST");
    }
    if (request.isPost() && !exchange.getRequestHeaders().containsKey(OWN)) {
      throw new PageException(403, "expected the header " + OWN);
    }
  }

  /** A name that an attacker has pointed here is none of these; the port may be an ssh tunnel's. */
  private void checkHost(String host) throws PageException {
    String name = host == null ? "" : host.replaceFirst(":\\d+$", "");
    boolean literal = name.matches("[0-9.]+|\\[[0-9a-fA-F:.]+\\]");
    if (!literal && !name.equalsIgnoreCase("localhost") && !name.equalsIgnoreCase(address.host())) {
      throw new PageException(421, "this server has another name: use the address as printed");
    }
  }

  private static void refuse(HttpExchange exchange, PageException e) throws IOException {
    byte[] text = (e.getMessage() + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(e.status(), text.length);
    exchange.getResponseBody().write(text);
  }

  /** Ends all answers, streams of events too. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
