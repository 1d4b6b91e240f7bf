package mortise.tls;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * ALPN protocol names (RFC 7301) as bytes. Names beyond ASCII are encoded in ISO 8859-1, as in the
 * JDK.
 */
final class AlpnNames {
  private AlpnNames() {}

  /** Encodes a ProtocolNameList: each name with its length in front. */
  static byte[] encode(List<String> names) {
    ByteArrayOutputStream list = new ByteArrayOutputStream();
    for (String name : names) {
      byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
      list.write(bytes.length);
      list.writeBytes(bytes);
    }
    return list.toByteArray();
  }

  static String text(byte[] name) {
    return new String(name, StandardCharsets.ISO_8859_1);
  }
}
