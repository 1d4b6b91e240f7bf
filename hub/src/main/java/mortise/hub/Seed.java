package mortise.hub;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/**
 * The seed of a NATS user, {@code SU...}: an Ed25519 key in base32 with a prefix and a CRC-16, as
 * NATS's nkeys have it. By the JDK's Ed25519, so that NATS's client needs no Bouncy Castle.
 */
final class Seed {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int PREFIX_SEED = 18 << 3;
  private static final int PREFIX_USER = 20 << 3;
  private static final int LENGTH = 32;

  private final byte[] seed;

  private Seed(byte[] seed) {
    this.seed = seed;
  }

  /**
   * Reads a seed.
   *
   * @throws IllegalArgumentException when it is none of a user; the message does not quote it
   */
  static Seed parse(String text) {
    byte[] raw = decode(text);
    if (raw.length != LENGTH + 4) {
      throw new IllegalArgumentException("the seed has " + text.length() + " letters, not 58");
    }
    int crc = crc16(raw, LENGTH + 2);
    int kind = (raw[0] & 7) << 5 | (raw[1] & 0xf8) >> 3;
    if ((raw[LENGTH + 2] & 0xff | (raw[LENGTH + 3] & 0xff) << 8) != crc) {
      throw new IllegalArgumentException("the seed's checksum is wrong");
    }
    if ((raw[0] & 0xf8) != PREFIX_SEED || kind != PREFIX_USER) {
      throw new IllegalArgumentException("the seed is not that of a user (SU...)");
    }
    return new Seed(Arrays.copyOfRange(raw, 2, LENGTH + 2));
  }

  /** The text of a seed. */
  static String format(byte[] seed) {
    byte[] raw = new byte[LENGTH + 4];
    raw[0] = (byte) (PREFIX_SEED | PREFIX_USER >> 5);
    raw[1] = (byte) ((PREFIX_USER & 31) << 3);
    System.arraycopy(seed, 0, raw, 2, LENGTH);
    return withCrc(raw);
  }

  /** The public key: {@code U...}. */
  String publicKey() throws GeneralSecurityException {
    return publicKey(PREFIX_USER);
  }

  /** The public key with the prefix of a user or of another kind. */
  String publicKey(int prefix) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
    // The generator takes the private key from here, and computes the public one.
    generator.initialize(
        NamedParameterSpec.ED25519,
        new SecureRandom() {
          private static final long serialVersionUID = 1;

          @Override
          public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
          }
        });
    EdECPublicKey key = (EdECPublicKey) generator.generateKeyPair().getPublic();
    byte[] y = key.getPoint().getY().toByteArray();
    byte[] raw = new byte[LENGTH + 3];
    raw[0] = (byte) prefix;
    // RFC 8032, section 5.1.2: y with the least byte first, and the sign of x in its last bit.
    for (int i = 0; i < Math.min(LENGTH, y.length); i++) {
      raw[1 + i] = y[y.length - 1 - i];
    }
    if (key.getPoint().isXOdd()) {
      raw[LENGTH] |= (byte) 0x80;
    }
    return withCrc(raw);
  }

  byte[] sign(byte[] message) throws GeneralSecurityException {
    PrivateKey key =
        KeyFactory.getInstance("Ed25519")
            .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(key);
    signature.update(message);
    return signature.sign();
  }

  private static String withCrc(byte[] raw) {
    int crc = crc16(raw, raw.length - 2);
    raw[raw.length - 2] = (byte) crc;
    raw[raw.length - 1] = (byte) (crc >> 8);
    return encode(raw);
  }

  /** CRC-16/XMODEM. */
  private static int crc16(byte[] bytes, int count) {
    int crc = 0;
    for (int i = 0; i < count; i++) {
      crc ^= (bytes[i] & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
      }
    }
    return crc & 0xffff;
  }

  /** Base32 of RFC 4648 without padding. */
  static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    long bits = 0;
    int count = 0;
    for (byte octet : bytes) {
      bits = bits << 8 | octet & 0xff;
      for (count += 8; count >= 5; count -= 5) {
        text.append(ALPHABET.charAt((int) (bits >> count - 5) & 31));
      }
      bits &= 31;
    }
    if (count > 0) {
      text.append(ALPHABET.charAt((int) (bits << 5 - count) & 31));
    }
    return text.toString();
  }

  private static byte[] decode(String text) {
    byte[] bytes = new byte[text.length() * 5 / 8];
    long bits = 0;
    int count = 0;
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      int value = ALPHABET.indexOf(text.charAt(i));
      if (value < 0) {
        throw new IllegalArgumentException("the seed has a letter that is not of base32");
      }
      bits = (bits << 5 | value) & 0xfff;
      count += 5;
      if (count >= 8) {
        count -= 8;
        bytes[at++] = (byte) (bits >> count);
      }
    }
    return bytes;
  }
}
