package mortise.tls;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Kinds of keys for an identity that is made on the spot, with a certificate that signs itself: for
 * tests, and for listeners that were given none. A P-256 key takes a millisecond, an RSA key up to
 * half a second.
 *
 * <p>libcrypto makes them where {@link TlsEngine#preferred} is OpenSSL, and the JDK elsewhere.
 */
public enum SelfSigned {
  P256("P-256", "EC", "1.2.840.10045.4.3.2"),
  RSA2048("2048-bit RSA", "RSA", "1.2.840.113549.1.1.11");

  private static final long LIFE = TimeUnit.DAYS.toSeconds(365);

  /** A peer's clock may be behind. */
  private static final long BEFORE = TimeUnit.HOURS.toSeconds(1);

  private static final int SERIAL_BYTES = 16;

  // Tags of DER that only certificates have.
  private static final int BIT_STRING = 0x03;
  private static final int UTF8_STRING = 0x0c;
  private static final int UTC_TIME = 0x17;
  private static final int SET = 0x31;
  private static final int VERSION = 0xa0;
  private static final int EXTENSIONS = 0xa3;
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;

  private final String text;
  private final String algorithm;
  private final String signature;

  SelfSigned(String text, String algorithm, String signature) {
    this.text = text;
    this.algorithm = algorithm;
    this.signature = signature;
  }

  /** {@code P-256}, {@code 2048-bit RSA}. */
  @Override
  public String toString() {
    return text;
  }

  /** The JDK's name of the kind of key. */
  String algorithm() {
    return algorithm;
  }

  /**
   * A new key with a certificate for a host, valid from an hour ago on for a year.
   *
   * @param host a name or numeric address, as of {@link TlsClient#connect}
   * @throws IllegalArgumentException when {@code host} is neither
   */
  public Identity identity(String host) {
    HostName name = HostName.of(host);
    try (KeyMaker maker = KeyMaker.of(this)) {
      return identity(name, maker);
    }
  }

  /** The identity of a certain maker's key. */
  Identity identity(HostName host, KeyMaker maker) {
    byte[] body = body(host, maker);
    byte[] signed = Asn1.encode(BIT_STRING, new byte[1], maker.sign(body));
    return maker.identity(sequence(body, signature(), signed));
  }

  private byte[] signature() {
    byte[] object = Asn1.encodeObject(signature);
    return this == P256 ? sequence(object) : sequence(object, Asn1.encode(Asn1.NULL));
  }

  /** TBSCertificate, RFC 5280 section 4.1. */
  private byte[] body(HostName host, KeyMaker maker) {
    byte[] text = host.text().getBytes(StandardCharsets.UTF_8);
    byte[] commonName = sequence(Asn1.encodeObject("2.5.4.3"), Asn1.encode(UTF8_STRING, text));
    byte[] name = sequence(Asn1.encode(SET, commonName));
    long now = System.currentTimeMillis() / 1000;
    byte[] alternative =
        host.address() == null
            ? Asn1.encode(DNS_NAME, text)
            : Asn1.encode(IP_ADDRESS, host.address());
    byte[] extension =
        sequence(
            Asn1.encodeObject("2.5.29.17"), Asn1.encode(Asn1.OCTET_STRING, sequence(alternative)));
    return sequence(
        Asn1.encode(VERSION, Asn1.encode(Asn1.INTEGER, new byte[] {2})),
        Asn1.encode(Asn1.INTEGER, serial(maker)),
        signature(),
        name,
        sequence(utcTime(now - BEFORE), utcTime(now + LIFE)),
        name,
        maker.publicKey(),
        Asn1.encode(EXTENSIONS, sequence(extension)));
  }

  /** A positive number of 127 bits. */
  private static byte[] serial(KeyMaker maker) {
    byte[] random = maker.random(SERIAL_BYTES);
    return new BigInteger(1, random).clearBit(127).setBit(126).toByteArray();
  }

  /** A moment of these hundred years, by the seconds since 1970. */
  private static byte[] utcTime(long seconds) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
    long digits = time.getYear() % 100;
    digits = digits * 100 + time.getMonthValue();
    digits = digits * 100 + time.getDayOfMonth();
    digits = digits * 100 + time.getHour();
    digits = digits * 100 + time.getMinute();
    digits = digits * 100 + time.getSecond();
    String text = String.format(Locale.ROOT, "%012dZ", digits);
    return Asn1.encode(UTC_TIME, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] sequence(byte[]... parts) {
    return Asn1.encode(Asn1.SEQUENCE, parts);
  }
}
