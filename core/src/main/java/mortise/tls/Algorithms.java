package mortise.tls;

import java.util.Map;

/** OpenSSL's names for the object identifiers of keys, curves and ciphers, for error messages. */
final class Algorithms {
  private static final Map<String, String> CURVES =
      Map.ofEntries(
          Map.entry("1.2.840.10045.3.1.1", "prime192v1"),
          Map.entry("1.3.132.0.10", "secp256k1"),
          Map.entry("1.3.132.0.33", "secp224r1"),
          Map.entry("1.3.132.0.9", "secp160k1"),
          Map.entry("1.3.132.0.31", "secp192k1"),
          Map.entry("1.3.132.0.32", "secp224k1"),
          Map.entry("1.3.132.0.26", "sect233k1"),
          Map.entry("1.3.132.0.27", "sect233r1"),
          Map.entry("1.3.132.0.16", "sect283k1"),
          Map.entry("1.3.132.0.17", "sect283r1"),
          Map.entry("1.3.132.0.36", "sect409k1"),
          Map.entry("1.3.132.0.37", "sect409r1"),
          Map.entry("1.3.132.0.38", "sect571k1"),
          Map.entry("1.3.132.0.39", "sect571r1"),
          Map.entry("1.3.36.3.3.2.8.1.1.1", "brainpoolP160r1"),
          Map.entry("1.3.36.3.3.2.8.1.1.3", "brainpoolP192r1"),
          Map.entry("1.3.36.3.3.2.8.1.1.5", "brainpoolP224r1"),
          Map.entry("1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1"),
          Map.entry("1.3.36.3.3.2.8.1.1.8", "brainpoolP256t1"),
          Map.entry("1.3.36.3.3.2.8.1.1.9", "brainpoolP320r1"),
          Map.entry("1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1"),
          Map.entry("1.3.36.3.3.2.8.1.1.12", "brainpoolP384t1"),
          Map.entry("1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1"),
          Map.entry("1.3.36.3.3.2.8.1.1.14", "brainpoolP512t1"),
          Map.entry("1.2.156.10197.1.301", "SM2"));

  private static final Map<String, String> OTHERS =
      Map.ofEntries(
          Map.entry("1.2.840.10045.2.1", "EC"),
          Map.entry("1.2.840.113549.1.3.1", "DH"),
          Map.entry("1.2.840.10046.2.1", "X9.42 DH"),
          Map.entry("1.3.101.110", "X25519"),
          Map.entry("1.3.101.111", "X448"),
          Map.entry("1.2.410.200046.1.1.1", "aria-128-ecb"),
          Map.entry("1.2.410.200046.1.1.2", "aria-128-cbc"),
          Map.entry("1.2.410.200046.1.1.3", "aria-128-cfb"),
          Map.entry("1.2.410.200046.1.1.4", "aria-128-ofb"),
          Map.entry("1.2.410.200046.1.1.7", "aria-192-cbc"),
          Map.entry("1.2.410.200046.1.1.8", "aria-192-cfb"),
          Map.entry("1.2.410.200046.1.1.9", "aria-192-ofb"),
          Map.entry("1.2.410.200046.1.1.12", "aria-256-cbc"),
          Map.entry("1.2.410.200046.1.1.13", "aria-256-cfb"),
          Map.entry("1.2.410.200046.1.1.14", "aria-256-ofb"),
          Map.entry("1.2.392.200011.61.1.1.1.2", "camellia-128-cbc"),
          Map.entry("1.2.392.200011.61.1.1.1.3", "camellia-192-cbc"),
          Map.entry("1.2.392.200011.61.1.1.1.4", "camellia-256-cbc"),
          Map.entry("1.2.156.10197.1.104.2", "sm4-cbc"),
          Map.entry("1.2.410.200004.1.4", "seed-cbc"),
          Map.entry("1.3.6.1.4.1.188.7.1.1.2", "idea-cbc"),
          Map.entry("1.2.840.113533.7.66.10", "cast5-cbc"),
          Map.entry("1.2.840.113549.3.2", "rc2-cbc"),
          Map.entry("1.2.840.113549.3.4", "rc4"),
          Map.entry("2.16.840.1.101.3.4.1.1", "aes-128-ecb"),
          Map.entry("2.16.840.1.101.3.4.1.21", "aes-192-ecb"),
          Map.entry("2.16.840.1.101.3.4.1.41", "aes-256-ecb"),
          Map.entry("2.16.840.1.101.3.4.1.6", "aes-128-gcm"),
          Map.entry("2.16.840.1.101.3.4.1.26", "aes-192-gcm"),
          Map.entry("2.16.840.1.101.3.4.1.46", "aes-256-gcm"),
          Map.entry("1.2.840.113549.1.5.1", "pbeWithMD2AndDES-CBC"),
          Map.entry("1.2.840.113549.1.5.4", "pbeWithMD2AndRC2-CBC"),
          Map.entry("1.2.840.113549.1.12.1.4", "pbeWithSHA1And2-KeyTripleDES-CBC"),
          Map.entry("1.2.643.2.2.9", "GOST R 34.11-94"));

  private Algorithms() {}

  /** The name of an algorithm; the identifier itself if it has no name here. */
  static String name(String object) {
    return OTHERS.getOrDefault(object, object);
  }

  /** The name of a curve; the identifier itself if it has no name here. */
  static String curve(String object) {
    return CURVES.getOrDefault(object, object);
  }
}
