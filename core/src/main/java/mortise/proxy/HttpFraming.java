package mortise.proxy;

import java.net.ProtocolException;
import java.util.List;

/**
 * Where the body of a message ends, RFC 9112 section 6. A message whose fields can be read in two
 * ways is refused: that is how requests are smuggled past a proxy.
 */
sealed interface HttpFraming {
  /** After so many bytes. */
  record Length(long bytes) implements HttpFraming {}

  /** With a chunk of no bytes. */
  record Chunked() implements HttpFraming {}

  /** With the connection. */
  record UntilEnd() implements HttpFraming {}

  HttpFraming NONE = new Length(0);

  static HttpFraming ofRequest(HttpHead head, int minor) throws ProtocolException {
    HttpFraming framing = ofFields(head, minor);
    return framing instanceof UntilEnd ? NONE : framing;
  }

  static HttpFraming ofResponse(HttpHead head, HttpStatus status, String method)
      throws ProtocolException {
    HttpFraming framing = ofFields(head, status.minor());
    boolean none =
        status.isInterim()
            || status.code() == 204
            || status.code() == 304
            || method.equals("HEAD")
            || method.equals("CONNECT") && status.code() / 100 == 2;
    return none ? NONE : framing;
  }

  private static HttpFraming ofFields(HttpHead head, int minor) throws ProtocolException {
    List<String> lengths = head.values("Content-Length");
    List<String> codings = head.members("Transfer-Encoding");
    if (!head.values("Transfer-Encoding").isEmpty()) {
      if (!lengths.isEmpty()) {
        throw new ProtocolException(
            "expected Content-Length or Transfer-Encoding but was both of them");
      }
      if (minor == 0 || !codings.equals(List.of("chunked"))) {
        throw Octets.unexpected("the transfer coding chunked of HTTP/1.1", "" + codings);
      }
      return new Chunked();
    }
    if (lengths.isEmpty()) {
      return new UntilEnd();
    }
    if (lengths.size() > 1 || !lengths.getFirst().matches("[0-9]{1,18}")) {
      throw Octets.unexpected("one Content-Length in digits", String.join(", ", lengths));
    }
    return new Length(Long.parseLong(lengths.getFirst()));
  }
}
