package mortise.cli.http;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import mortise.net.Deadline;
import mortise.proxy.Decoded;
import mortise.proxy.HttpHead;
import mortise.server.Connection;
import mortise.server.ReadAhead;

/**
 * The head of a request, RFC 9112, which can be read in one way only.
 *
 * @param minor HTTP's version behind "1."
 */
record Request(String method, String target, int minor, HttpHead head) {
  /** How long a head may take, from its first byte to its last. */
  private static final Duration TIME = Duration.ofSeconds(10);

  /** How many bytes the line of one field may have. */
  private static final int LONGEST_FIELD = 1 << 13;

  private static final Set<String> KNOWN =
      Set.of("POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

  private static final Pattern VERSION = Pattern.compile("HTTP/[0-9]{1,3}\\.[0-9]");
  private static final Pattern METHOD = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /** A host with or without a port, RFC 3986 section 3.2; or nothing, RFC 9110 section 7.2. */
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._~!$&'()*+,;=%-]*)(:[0-9]*)?");

  private static final String BAD = "400 Bad Request";

  /**
   * Reads a request. One deadline holds for the whole head.
   *
   * @return null when the peer has ended instead
   * @throws HttpError when it is none that is carried out
   */
  static Request read(Connection connection) throws IOException, HttpError {
    ReadAhead ahead = connection.readAhead();
    connection.deadline(Deadline.after(TIME));
    try {
      while (true) {
        byte[] there = ahead.peek();
        if (HttpHead.decode(ByteBuffer.wrap(there))
            instanceof Decoded.Done<HttpHead>(HttpHead head, int used)) {
          return parse(head, ahead.exactly(used));
        }
        if (there.length >= HttpHead.LONGEST) {
          throw HttpError.ofMessage("431 Request Header Fields Too Large");
        }
        if (!ahead.more(there.length + 1)) {
          if (there.length == 0) {
            return null;
          }
          throw HttpError.ofMessage(BAD);
        }
      }
    } catch (HttpHead.LineTooLong e) {
      throw HttpError.ofMessage("414 URI Too Long");
    } catch (ProtocolException e) {
      throw HttpError.ofMessage(BAD);
    } catch (SocketTimeoutException e) {
      throw HttpError.ofMessage("408 Request Timeout");
    } finally {
      connection.deadline(Deadline.NEVER);
    }
  }

  private static Request parse(HttpHead head, byte[] raw) throws HttpError, ProtocolException {
    String[] words = head.line().split(" ", -1);
    if (words.length != 3 || words[1].isEmpty() || words[1].indexOf('\t') >= 0 || isFolded(raw)) {
      throw HttpError.ofMessage(BAD);
    }
    Request request = new Request(words[0], words[1], minor(words[2]), head);
    request.check();
    return request;
  }

  private static int minor(String version) throws HttpError {
    if (!VERSION.matcher(version).matches() || version.startsWith("HTTP/0")) {
      throw HttpError.ofMessage(BAD);
    }
    if (!version.startsWith("HTTP/1.")) {
      throw HttpError.ofMessage("505 HTTP Version Not Supported");
    }
    return version.charAt(7) - '0';
  }

  /** Whether a field goes on in another line, which RFC 9112 section 5.2 lets a server refuse. */
  private static boolean isFolded(byte[] raw) {
    for (int at = 1; at < raw.length; at++) {
      if (raw[at - 1] == '\n' && (raw[at] == ' ' || raw[at] == '\t')) {
        return true;
      }
    }
    return false;
  }

  private void check() throws HttpError, ProtocolException {
    for (HttpHead.Field field : head.fields()) {
      if (field.name().length() + field.value().length() > LONGEST_FIELD) {
        throw HttpError.ofMessage("431 Request Header Fields Too Large");
      }
    }
    List<String> hosts = head.values("Host");
    if (hosts.size() > 1
        || hosts.isEmpty() && minor > 0
        || !hosts.stream().allMatch(Request::isHost)) {
      throw HttpError.ofMessage(BAD);
    }
    if (hasUnknownCoding()) {
      throw HttpError.ofMessage("501 Not Implemented");
    }
    head.announcesBody(minor);
    if (!isRead() && !METHOD.matcher(method).matches()) {
      throw HttpError.ofMessage(BAD);
    }
    if (!isRead() && !KNOWN.contains(method)) {
      throw HttpError.ofMessage("501 Not Implemented");
    }
  }

  /** RFC 9112 section 6.1: chunked is last and known, and what is in front of it is not. */
  private boolean hasUnknownCoding() {
    List<String> codings = head.members("Transfer-Encoding");
    return minor > 0
        && codings.size() > 1
        && codings.getLast().equals("chunked")
        && codings.indexOf("chunked") == codings.size() - 1
        && head.values("Content-Length").isEmpty();
  }

  private static boolean isHost(String host) {
    return HOST.matcher(host).matches();
  }

  boolean isRead() {
    return method.equals("GET") || method.equals("HEAD");
  }

  /** Whether the response has a body. */
  boolean wantsBody() {
    return !method.equals("HEAD");
  }

  /** Whether another request may follow. What follows a body is not read. */
  boolean isPersistent() throws ProtocolException {
    List<String> options = head.members("Connection");
    boolean keeps = minor > 0 ? !options.contains("close") : options.contains("keep-alive");
    return keeps && !options.contains("close") && !head.announcesBody(minor);
  }
}
