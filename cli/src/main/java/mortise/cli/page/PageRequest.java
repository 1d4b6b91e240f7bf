package mortise.cli.page;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** One request of a page, behind the token, and its answer. */
public final class PageRequest {
  private final HttpExchange exchange;
  private final String path;
  private final Map<String, String> parameters = new LinkedHashMap<>();

  PageRequest(HttpExchange exchange, String path) {
    this.exchange = exchange;
    this.path = path;
    String query = exchange.getRequestURI().getRawQuery();
    for (String each : query == null ? new String[0] : query.split("&")) {
      int at = each.indexOf('=');
      parameters.put(
          decoded(at < 0 ? each : each.substring(0, at)), decoded(each.substring(at + 1)));
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** What follows the token, without a slash in front. */
  public String path() {
    return path;
  }

  /** Whether it is to change something. */
  public boolean isPost() {
    return exchange.getRequestMethod().equals("POST");
  }

  /** The languages that the browser prefers, as it says; empty where it says nothing. */
  public String languages() {
    String languages = exchange.getRequestHeaders().getFirst("Accept-Language");
    return languages == null ? "" : languages;
  }

  /** A parameter of the query; empty where there is none. */
  public String text(String name) {
    return parameters.getOrDefault(name, "");
  }

  /**
   * A number of the query.
   *
   * @throws PageException where it is none from 0 on
   */
  public long number(String name, long otherwise) throws PageException {
    String text = text(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException _) {
      // It gets the answer below.
    }
    throw new PageException(400, name + ": expected a number from 0 on");
  }

  /** Answers with bytes. */
  public void answer(String type, byte[] bytes) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type);
    exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Answers with JSON. */
  public void json(Object json) throws IOException {
    answer("application/json", json.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Answers with a file to be stored. */
  public void download(String name, String type, byte[] bytes) throws IOException {
    exchange
        .getResponseHeaders()
        .set("Content-Disposition", "attachment; filename=\"" + name + "\"");
    answer(type, bytes);
  }

  /** Begins a stream of server-sent events, which lasts as long as this process or the browser. */
  public EventStream events() throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
    exchange.sendResponseHeaders(200, 0);
    return new EventStream(exchange.getResponseBody());
  }

  /** A stream of server-sent events (HTML, section 9.2); for one thread. */
  public static final class EventStream {
    private final OutputStream out;

    private EventStream(OutputStream out) {
      this.out = out;
    }

    /**
     * Sends an event.
     *
     * @param data one line
     * @throws IOException when the browser has gone
     */
    public void send(String name, String data) throws IOException {
      out.write(("event: " + name + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    }

    /** Sends a comment, by which a browser that has gone is noticed. */
    public void ping() throws IOException {
      out.write(":\n\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
  }
}
