package mortise.tls;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** The groups of the key exchange (RFC 8446, section 4.2.7). */
final class Groups {
  /** OpenSSL's name (1.1.1 and newer) by the IANA name, which is also the JDK's. */
  static final SequencedMap<String, String> NAMES = names();

  private Groups() {}

  private static SequencedMap<String, String> names() {
    SequencedMap<String, String> names = new LinkedHashMap<>();
    names.put("x25519", "X25519");
    names.put("x448", "X448");
    names.put("secp256r1", "P-256");
    names.put("secp384r1", "P-384");
    names.put("secp521r1", "P-521");
    for (int bits : List.of(2048, 3072, 4096, 6144, 8192)) {
      names.put("ffdhe" + bits, "ffdhe" + bits);
    }
    names.put("X25519MLKEM768", "X25519MLKEM768");
    return Collections.unmodifiableSequencedMap(names);
  }

  /** Formats groups for {@code SSL_CTX_set1_groups_list}. */
  static String openssl(List<String> groups) {
    return groups.stream().map(NAMES::get).collect(Collectors.joining(":"));
  }
}
