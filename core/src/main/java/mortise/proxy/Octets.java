package mortise.proxy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Inet6;
import mortise.net.Printable;

/** Bytes of headers in network order, and their text in error messages. */
final class Octets {
  private static final int SHOWN = 32;

  private Octets() {}

  /** The byte at an index behind the position, 0 to 255. */
  static int at(ByteBuffer bytes, int index) {
    return bytes.get(bytes.position() + index) & 0xff;
  }

  /** Two bytes at an index behind the position, 0 to 65535. */
  static int pair(ByteBuffer bytes, int index) {
    return at(bytes, index) << 8 | at(bytes, index + 1);
  }

  /** Some bytes as an array of their own. */
  static byte[] copy(ByteBuffer bytes, int index, int length) {
    byte[] copy = new byte[length];
    bytes.get(bytes.position() + index, copy);
    return copy;
  }

  /** A view of some bytes. */
  static ByteBuffer slice(ByteBuffer bytes, int index, int length) {
    return bytes.slice(bytes.position() + index, length);
  }

  /** Text with a character per byte. */
  static String latin(ByteBuffer bytes, int index, int length) {
    return new String(copy(bytes, index, length), StandardCharsets.ISO_8859_1);
  }

  /** The bytes of text that has only characters of a byte each. */
  static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** An address of four or sixteen bytes with a port elsewhere. */
  static Inet inet(ByteBuffer bytes, int index, int length, int port) {
    byte[] host = copy(bytes, index, length);
    return length == 4 ? Inet4.of(host, port) : Inet6.of(host, port);
  }

  /** "expected … but was …", of which the end is shown in its beginning and never raw. */
  static ProtocolException unexpected(String expected, String was) {
    return new ProtocolException("expected " + expected + " but was " + quote(was));
  }

  /** The exception for an unexpected number. */
  static ProtocolException unexpected(String expected, int was) {
    return new ProtocolException("expected " + expected + " but was " + was);
  }

  /** Text in quotes, with escapes for what does not print, cut where it is long. */
  static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.substring(0, Math.min(SHOWN, text.length())).toCharArray()) {
      switch (c) {
        case '\r' -> quoted.append("\\r");
        case '\n' -> quoted.append("\\n");
        case '"', '\\' -> quoted.append('\\').append(c);
        default -> {
          if (c > 0xff) {
            quoted.append(Printable.of(String.valueOf(c)));
          } else if (c < 0x20 || c > 0x7e) {
            quoted.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append(text.length() > SHOWN ? "\"..." : "\"").toString();
  }
}
