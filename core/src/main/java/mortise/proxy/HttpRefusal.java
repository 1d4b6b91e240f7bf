package mortise.proxy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** That a proxy does not do what a request wants, as a response to it. */
final class HttpRefusal extends Exception {
  private static final long serialVersionUID = 1;

  private final String status;
  private final String text;
  private final transient List<HttpHead.Field> fields;

  /** Whether the next request may follow on the same connection. */
  final boolean goesOn;

  private HttpRefusal(
      String status,
      String text,
      List<HttpHead.Field> fields,
      boolean goesOn,
      @Nullable Throwable cause) {
    super(text, cause, false, false);
    this.status = status;
    this.text = text;
    this.fields = fields;
    this.goesOn = goesOn;
  }

  /** One after which the connection ends. */
  static HttpRefusal of(String status, String text) {
    return new HttpRefusal(status, text, List.of(), false, null);
  }

  /** That a target is not reached; the status codes are ncat's. */
  static HttpRefusal ofConnect(IOException e) {
    boolean denied = e instanceof Targets.Refused;
    String status = denied ? "403 Forbidden" : "504 Gateway Timeout";
    return new HttpRefusal(status, "" + e.getMessage(), List.of(), false, e);
  }

  /** That a target was reached and gave no response that can be passed on. */
  static HttpRefusal of(IOException e) {
    String status = e instanceof SocketTimeoutException ? "504 Gateway Timeout" : "502 Bad Gateway";
    return new HttpRefusal(status, "" + e.getMessage(), List.of(), false, e);
  }

  /** A response that requires authentication. */
  static HttpRefusal challenge(List<String> challenges, boolean goesOn) {
    return new HttpRefusal(
        "407 Proxy Authentication Required",
        "Proxy authentication required.",
        challenges.stream().map(value -> new HttpHead.Field("Proxy-Authenticate", value)).toList(),
        goesOn,
        null);
  }

  /** The whole response, of which the text is not sent where HEAD was asked for. */
  byte[] encode(boolean withText) {
    byte[] body = Octets.latin(text.replaceAll("[^ -~]", "?") + "\n");
    HttpHead head =
        new HttpHead("HTTP/1.1 " + status, fields)
            .with("Content-Type", "text/plain")
            .with("Content-Length", "" + body.length)
            .with("Connection", goesOn ? "keep-alive" : "close");
    byte[] bytes = head.encode();
    byte[] all = Arrays.copyOf(bytes, bytes.length + (withText ? body.length : 0));
    System.arraycopy(body, 0, all, bytes.length, all.length - bytes.length);
    return all;
  }
}
