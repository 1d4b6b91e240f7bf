package mortise.cli.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import mortise.tls.Identity;

/**
 * A key and a certificate that signs itself, for a listener that was given none; they live as long
 * as the process. The JDK makes keys and signatures but no certificates.
 */
public final class TemporaryIdentity {
  private static final Duration LIFE = Duration.ofDays(365);
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;

  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** The kinds of keys. A P-256 key is there at once, an RSA key after a tenth of a second. */
  public enum Kind {
    P256("P-256", "SHA256withECDSA"),
    RSA("2048-bit RSA", "SHA256withRSA");

    private final String text;
    private final String signature;

    Kind(String text, String signature) {
      this.text = text;
      this.signature = signature;
    }

    /** {@code P-256}, {@code 2048-bit RSA}. */
    @Override
    public String toString() {
      return text;
    }

    private KeyPair pair() throws GeneralSecurityException {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(this == P256 ? "EC" : "RSA");
      if (this == P256) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      } else {
        generator.initialize(2048);
      }
      return generator.generateKeyPair();
    }

    private byte[] algorithm() {
      return this == P256
          ? Der.sequence(Der.object("1.2.840.10045.4.3.2"))
          : Der.sequence(Der.object("1.2.840.113549.1.1.11"), Der.value(0x05));
    }
  }

  private TemporaryIdentity() {}

  /**
   * A new identity.
   *
   * @param host the name or numeric address that the certificate is for
   */
  public static Identity of(Kind kind, String host) {
    try {
      KeyPair pair = kind.pair();
      byte[] body = body(kind, host, pair.getPublic().getEncoded());
      byte[] whole =
          Der.sequence(body, kind.algorithm(), Der.bits(sign(kind, pair.getPrivate(), body)));
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      X509Certificate certificate =
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(whole));
      return Identity.of(pair.getPrivate(), List.of(certificate));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot make a certificate: " + e.getMessage(), e);
    }
  }

  private static byte[] sign(Kind kind, PrivateKey key, byte[] body)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(kind.signature);
    signature.initSign(key);
    signature.update(body);
    return signature.sign();
  }

  /** TBSCertificate, RFC 5280 section 4.1. */
  private static byte[] body(Kind kind, String host, byte[] publicKey) {
    Instant now = Instant.now();
    byte[] name = Der.sequence(Der.set(Der.sequence(Der.object("2.5.4.3"), Der.text(host))));
    byte[] validity =
        Der.sequence(
            // A peer's clock may be behind.
            Der.utcTime(UTC.format(now.minus(Duration.ofHours(1)))),
            Der.utcTime(UTC.format(now.plus(LIFE))));
    byte[] alternative =
        Der.sequence(Der.object("2.5.29.17"), Der.octets(Der.sequence(alternativeName(host))));
    return Der.sequence(
        Der.value(0xa0, Der.integer(BigInteger.TWO)),
        Der.integer(new BigInteger(126, new SecureRandom()).setBit(126)),
        kind.algorithm(),
        name,
        validity,
        name,
        publicKey,
        Der.value(0xa3, Der.sequence(alternative)));
  }

  private static byte[] alternativeName(String host) {
    if (host.indexOf(':') >= 0 || host.matches("[0-9.]+")) {
      return Der.value(IP_ADDRESS, InetAddress.ofLiteral(host).getAddress());
    }
    return Der.value(DNS_NAME, host.getBytes(StandardCharsets.US_ASCII));
  }
}
