package mortise.cli.nc;

import java.util.Set;
import java.util.TreeSet;

/**
 * A cipher suite by its IANA name, which the JDK has, and by OpenSSL's; and its attributes in
 * OpenSSL's cipher lists (openssl-ciphers(1)).
 *
 * @param iana such as {@code TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}
 * @param openssl such as {@code ECDHE-RSA-AES128-GCM-SHA256}; for TLS 1.3 the same as {@code iana}
 * @param words the words of OpenSSL that mean it, among others
 * @param bits the strength of its cipher
 */
record CipherSuite(String iana, String openssl, Set<String> words, int bits) {
  /** Whether the suite is one of TLS 1.3, which cipher lists do not speak of. */
  boolean isModern() {
    return !iana.contains("_WITH_");
  }

  static CipherSuite of(String iana) {
    int with = iana.indexOf("_WITH_");
    if (with < 0) {
      return new CipherSuite(iana, iana, Set.of(), bits(iana));
    }
    String exchange = iana.substring("TLS_".length(), with).replaceFirst("^SSL_", "");
    String rest = iana.substring(with + "_WITH_".length());
    String hash = rest.substring(rest.lastIndexOf('_') + 1);
    String cipher = rest.substring(0, rest.lastIndexOf('_'));
    Set<String> words = new TreeSet<>(Set.of("ALL", hash));
    addExchange(words, exchange);
    addCipher(words, cipher);
    if (hash.equals("SHA")) {
      words.add("SHA1");
    }
    words.add(words.contains("AEAD") || hash.matches("SHA\\d+") ? "TLSv1.2" : "TLSv1");
    return new CipherSuite(iana, openssl(exchange, cipher, hash), words, bits(rest));
  }

  private static String openssl(String exchange, String cipher, String hash) {
    String front =
        switch (exchange) {
          case "RSA" -> "";
          case "DH_anon" -> "ADH-";
          case "ECDH_anon" -> "AECDH-";
          default -> exchange.replace('_', '-') + "-";
        };
    String middle =
        cipher
            .replace("AES_128", "AES128")
            .replace("AES_256", "AES256")
            .replace("3DES_EDE_CBC", "DES-CBC3")
            .replace("RC4_128", "RC4")
            .replace("_CBC", "")
            .replace('_', '-');
    return front + middle + (cipher.startsWith("CHACHA20") ? "" : "-" + hash);
  }

  private static void addExchange(Set<String> words, String exchange) {
    String key = exchange.replaceFirst("_.*", "");
    String signer = exchange.substring(exchange.indexOf('_') + 1);
    switch (key) {
      case "RSA" -> words.addAll(Set.of("kRSA", "RSA"));
      case "DHE", "DH" -> words.addAll(Set.of("kDHE", "kEDH", "DH", "kDH"));
      default -> words.addAll(Set.of("kECDHE", "kEECDH", "ECDH", "kECDH"));
    }
    switch (signer) {
      case "anon" -> words.addAll(Set.of("aNULL", key.equals("DH") ? "ADH" : "AECDH"));
      case "ECDSA" -> words.addAll(Set.of("aECDSA", "ECDSA"));
      case "DSS" -> words.addAll(Set.of("aDSS", "DSS"));
      default -> words.add("aRSA");
    }
    if (!signer.equals("anon")) {
      switch (key) {
        case "DHE" -> words.addAll(Set.of("DHE", "EDH"));
        case "ECDHE" -> words.addAll(Set.of("ECDHE", "EECDH"));
        default -> {} // keys that do not change
      }
    }
  }

  private static void addCipher(Set<String> words, String cipher) {
    switch (cipher.replaceFirst("_.*", "")) {
      case "AES" -> words.addAll(Set.of("AES", cipher.contains("128") ? "AES128" : "AES256"));
      case "CHACHA20" -> words.addAll(Set.of("CHACHA20", "AEAD"));
      case "3DES" -> words.add("3DES");
      case "RC4" -> words.add("RC4");
      case "NULL" -> words.addAll(Set.of("NULL", "eNULL"));
      default -> {} // has no word
    }
    if (cipher.endsWith("GCM")) {
      words.addAll(Set.of("AESGCM", "AEAD"));
    }
    boolean high = words.contains("AES") || words.contains("CHACHA20");
    if (high) {
      words.add("HIGH");
    } else if (!words.contains("NULL")) {
      words.add("MEDIUM");
    }
    if (high && !words.contains("aNULL")) {
      words.add("DEFAULT");
    }
    if (words.contains("NULL")) {
      words.remove("ALL");
      words.add("COMPLEMENTOFALL");
    }
  }

  private static int bits(String text) {
    return text.contains("256") && !text.contains("AES_128") || text.contains("CHACHA20")
        ? 256
        : text.contains("128") ? 128 : text.contains("3DES") ? 112 : 0;
  }
}
