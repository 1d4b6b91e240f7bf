package mortise.cli.serve;

import java.io.IOException;
import java.net.ProtocolException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import mortise.server.Connection;

/**
 * The head of a request of HTTP/1, RFC 9112.
 *
 * @param target what was asked for, as it was written
 * @param headers the fields by their names in lower case; of one that comes twice both values
 */
record SiteRequest(String method, String target, String version, Map<String, String> headers) {
  private static final int LONGEST_LINE = 8192;
  private static final int MOST_FIELDS = 100;

  /**
   * Reads a request.
   *
   * @return null when the peer has ended
   * @throws ProtocolException when it is none
   */
  static SiteRequest read(Connection connection) throws IOException {
    String line = connection.readLine(LONGEST_LINE);
    // RFC 9112 section 2.2: an empty line before a request is overlooked.
    if (line != null && line.isEmpty()) {
      line = connection.readLine(LONGEST_LINE);
    }
    if (line == null) {
      return null;
    }
    String[] words = line.split(" ", -1);
    if (words.length != 3 || words[0].isEmpty() || !words[2].matches("HTTP/1\\.[01]")) {
      throw new ProtocolException("expected a request of HTTP/1, but was other");
    }
    Map<String, String> headers = new HashMap<>();
    for (int count = 0; ; count++) {
      String field = connection.readLine(LONGEST_LINE);
      if (field == null || count > MOST_FIELDS) {
        throw new ProtocolException("expected the end of the head");
      }
      if (field.isEmpty()) {
        return new SiteRequest(words[0], words[1], words[2], headers);
      }
      int colon = field.indexOf(':');
      if (colon < 1 || !field.substring(0, colon).matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
        throw new ProtocolException("expected a field of the head, but was other");
      }
      String name = field.substring(0, colon).toLowerCase(Locale.ROOT);
      headers.merge(name, field.substring(colon + 1).strip(), (a, b) -> a + ", " + b);
    }
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** Whether something follows the head that nobody here wants to read. */
  boolean hasBody() {
    return headers.containsKey("transfer-encoding") || !header("content-length").matches("0?");
  }

  boolean isPersistent() {
    return version.equals("HTTP/1.1")
        && !header("connection").toLowerCase(Locale.ROOT).contains("close")
        && !hasBody();
  }

  boolean isComplete() {
    return version.equals("HTTP/1.0") || headers.containsKey("host");
  }
}
