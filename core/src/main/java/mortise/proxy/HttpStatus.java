package mortise.proxy;

import java.net.ProtocolException;

/**
 * The first line of a response, RFC 9112 section 4.
 *
 * @param minor HTTP's version behind "1."
 */
record HttpStatus(int minor, int code, String reason) {
  static HttpStatus parse(String line) throws ProtocolException {
    if (!line.matches("HTTP/1\\.[0-9] +[1-9][0-9]{2}( .*)?")) {
      throw Octets.unexpected("a response of HTTP/1", line);
    }
    String rest = line.substring(8).stripLeading();
    return new HttpStatus(
        line.charAt(7) - '0', Integer.parseInt(rest, 0, 3, 10), rest.substring(3).strip());
  }

  boolean isSuccess() {
    return code / 100 == 2;
  }

  boolean isInterim() {
    return code < 200;
  }

  @Override
  public String toString() {
    return (code + " " + reason).strip();
  }
}
