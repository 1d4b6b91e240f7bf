package mortise.proxy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Escapes of URIs, RFC 3986 section 2.1. */
final class Percent {
  private Percent() {}

  /**
   * The text of UTF-8 that the escapes stand for.
   *
   * @throws IllegalArgumentException when a percent sign is without its two digits; the text is a
   *     secret perhaps and not told
   */
  static String decode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream();
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        decoded.write(bytes[i]);
        continue;
      }
      boolean escape =
          i + 2 < bytes.length
              && HexFormat.isHexDigit(bytes[i + 1])
              && HexFormat.isHexDigit(bytes[i + 2]);
      if (!escape) {
        throw new IllegalArgumentException(
            "a login has a percent sign without two hexadecimal digits behind it");
      }
      decoded.write(
          HexFormat.fromHexDigit(bytes[i + 1]) << 4 | HexFormat.fromHexDigit(bytes[i + 2]));
      i += 2;
    }
    return decoded.toString(StandardCharsets.UTF_8);
  }
}
