package mortise.proxy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mortise.server.Connection;
import mortise.server.Handler;

/**
 * A small HTTP server that remembers the requests which it got. A path says what the response is to
 * be like; its body is the request's own, or else the path.
 */
final class Origin implements Handler {
  /** The heads of all requests. */
  final List<HttpHead> heads = new CopyOnWriteArrayList<>();

  @Override
  public void handle(Connection connection) throws IOException {
    HttpHead head = HeaderReader.read(connection, "a request", HttpHead::decode, HttpHead.LONGEST);
    heads.add(head);
    HttpRequest request = HttpRequest.parse(head.line());
    if (head.value("Expect").isPresent()) {
      connection.write("HTTP/1.1 100 Continue\r\n\r\n");
    }
    StringBuilder text = new StringBuilder();
    HttpBody body = new HttpBody(connection, HttpFraming.ofRequest(head, request.minor()));
    byte[] part = new byte[4096];
    for (int count; (count = body.read(part)) >= 0; ) {
      text.append(new String(part, 0, count));
    }
    String answer = text.isEmpty() ? request.target() : text.toString();
    connection.write(response(request, answer));
  }

  private static String response(HttpRequest request, String text) {
    boolean bare = request.method().equals("HEAD");
    return switch (request.target()) {
      case "/chunked" ->
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Hop: 1\r\nConnection: x-hop\r\n\r\n"
              + "5;a=b\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: x\r\n\r\n";
      case "/until-end" -> "HTTP/1.0 200 OK\r\n\r\nhello";
      case "/cut" -> "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello";
      case "/both" ->
          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
      case "/garbage" -> "hello\r\n\r\n";
      default ->
          "HTTP/1.1 200 Fine\r\nContent-Length: " + text.length() + "\r\n\r\n" + (bare ? "" : text);
    };
  }
}
