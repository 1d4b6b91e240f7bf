package mortise.cli.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import mortise.server.Connection;

/** The head of a response, built field by field. */
final class Response {
  private final StringBuilder head;

  private Response(String status, Instant now, boolean goesOn, boolean oldClient) {
    head = new StringBuilder("HTTP/1.1 ").append(status).append("\r\n");
    field("Date", HttpDate.format(now));
    field("X-Content-Type-Options", "nosniff");
    if (!goesOn) {
      field("Connection", "close");
    } else if (oldClient) {
      field("Connection", "keep-alive");
    }
  }

  /**
   * A head.
   *
   * @param status code and reason
   * @param now the time that it bears
   * @param goesOn whether another request may follow
   * @param minor the client's version
   */
  static Response of(String status, Instant now, boolean goesOn, int minor) {
    return new Response(status, now, goesOn, minor == 0);
  }

  Response field(String name, Object value) {
    head.append(name).append(": ").append(value).append("\r\n");
    return this;
  }

  /** Writes the head alone. */
  void write(Connection connection) throws IOException {
    connection.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Writes the head with the length of a body, and the body behind it where it is wanted. */
  void write(Connection connection, byte[] body, boolean withBody) throws IOException {
    field("Content-Length", body.length);
    writeBefore(connection, body, withBody ? body.length : 0);
  }

  /** Writes the head and, by the same call, the first bytes of an array. */
  void writeBefore(Connection connection, byte[] body, int count) throws IOException {
    byte[] first = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = Arrays.copyOf(first, first.length + count);
    System.arraycopy(body, 0, all, first.length, count);
    connection.write(all);
  }
}
