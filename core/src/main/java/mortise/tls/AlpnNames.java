package mortise.tls;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Names of ALPN (RFC 7301) as bytes: what is no ASCII travels as the JDK has it, in Latin-1. */
final class AlpnNames {
  private AlpnNames() {}

  /** Each behind its length. */
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
