package mortise.proxy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import mortise.server.Connection;

/** The client's side of CONNECT, RFC 9110 section 9.3.6, with responses to challenges. */
final class HttpTunnel {
  /** How long the page may be that comes with a challenge. */
  private static final int LONGEST_PAGE = 1 << 16;

  /** How many interim responses may come before the final one, RFC 9110 section 15.2. */
  private static final int MOST_INTERIM = 16;

  private final Connection connection;
  private final HttpAnswer answer;

  HttpTunnel(Connection connection, HttpAnswer answer) {
    this.connection = connection;
    this.answer = answer;
  }

  /**
   * Requests a tunnel until the proxy has accepted or rejected it.
   *
   * @throws HttpAnswer.OverAgain when the answer to a challenge needs another connection
   */
  HttpStatus open(Target target) throws IOException {
    for (boolean again = false; ; again = true) {
      HttpHead head = again ? requestAgain(target) : request(target);
      HttpStatus status = HttpStatus.parse(head.line());
      if (status.code() != 407 || !answer.take(head)) {
        return status;
      }
      passOver(head, status);
    }
  }

  private HttpHead request(Target target) throws IOException {
    connection.write(request(target.toString()).encode());
    return response();
  }

  /** A proxy may have closed the connection after its challenge without announcing it. */
  private HttpHead requestAgain(Target target) throws IOException {
    try {
      return request(target);
    } catch (ProtocolException | InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw new HttpAnswer.OverAgain();
    }
  }

  private HttpHead request(String authority) {
    HttpHead bare = HttpHead.of("CONNECT " + authority + " HTTP/1.1").with("Host", authority);
    return answer
        .to("CONNECT", authority)
        .map(value -> bare.with("Proxy-Authorization", value))
        .orElse(bare);
  }

  private HttpHead response() throws IOException {
    for (int i = 0; i <= MOST_INTERIM; i++) {
      HttpHead head =
          HeaderReader.read(
              connection, "a response of HTTP", HttpHead::decodeResponse, HttpHead.LONGEST);
      HttpStatus status = HttpStatus.parse(head.line());
      // 101 is final: there is another protocol behind it, which was not asked for.
      if (!status.isInterim() || status.code() == 101) {
        return head;
      }
    }
    // They may come so fast that no read of one waits, so that no deadline would end this.
    throw new ProtocolException(
        "expected a final response after at most "
            + MOST_INTERIM
            + " interim ones but was another");
  }

  /** Reads the page of a challenge, so that the next response is what follows. */
  private void passOver(HttpHead head, HttpStatus status) throws IOException {
    HttpBody body = new HttpBody(connection, framing(head, status));
    byte[] part = new byte[1 << 12];
    int length = 0;
    while (length <= LONGEST_PAGE && !body.hasEnded()) {
      try {
        length += Math.max(0, body.read(part));
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        throw new HttpAnswer.OverAgain();
      }
    }
    if (!body.hasEnded()) {
      throw new HttpAnswer.OverAgain();
    }
  }

  private static HttpFraming framing(HttpHead head, HttpStatus status) throws HttpAnswer.OverAgain {
    HttpFraming framing;
    try {
      framing = HttpFraming.ofResponse(head, status, "GET");
    } catch (ProtocolException e) {
      throw new HttpAnswer.OverAgain();
    }
    if (status.minor() == 0
        || framing instanceof HttpFraming.UntilEnd
        || head.members("Connection").contains("close")
        || head.members("Proxy-Connection").contains("close")) {
      throw new HttpAnswer.OverAgain();
    }
    return framing;
  }
}
