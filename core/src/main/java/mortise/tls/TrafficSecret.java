package mortise.tls;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import mortise.sys.LinuxTls;

/**
 * An application traffic secret of TLS 1.3 and what is derived from it: the key and the IV of the
 * records, and the next secret (RFC 8446, sections 7.2 and 7.3).
 */
final class TrafficSecret {
  private static final int IV = 12;
  private static final int HEADER = 5;
  private static final int TAG_BITS = 128;

  /** The cipher suites that Linux has, too. */
  enum Suite {
    TLS_AES_128_GCM_SHA256(LinuxTls.TLS_CIPHER_AES_GCM_128, "AES/GCM/NoPadding", "AES", 16, 256),
    TLS_AES_256_GCM_SHA384(LinuxTls.TLS_CIPHER_AES_GCM_256, "AES/GCM/NoPadding", "AES", 32, 384),
    TLS_CHACHA20_POLY1305_SHA256(
        LinuxTls.TLS_CIPHER_CHACHA20_POLY1305, "ChaCha20-Poly1305", "ChaCha20", 32, 256);

    private final int kernelCipher;
    private final String transformation;
    private final String keyAlgorithm;
    private final int keyBytes;
    private final int hashBits;

    Suite(
        int kernelCipher, String transformation, String keyAlgorithm, int keyBytes, int hashBits) {
      this.kernelCipher = kernelCipher;
      this.transformation = transformation;
      this.keyAlgorithm = keyAlgorithm;
      this.keyBytes = keyBytes;
      this.hashBits = hashBits;
    }

    /** Whether a cipher suite of this IANA name is one of these. */
    static boolean contains(String name) {
      return Arrays.stream(values()).anyMatch(suite -> suite.name().equals(name));
    }

    private AlgorithmParameterSpec parameters(byte[] nonce) {
      return keyAlgorithm.equals("AES")
          ? new GCMParameterSpec(TAG_BITS, nonce)
          : new IvParameterSpec(nonce);
    }
  }

  private final Suite suite;
  private final byte[] secret;
  private final byte[] key;
  private final byte[] iv;

  TrafficSecret(Suite suite, byte[] secret) {
    this.suite = suite;
    this.secret = secret;
    this.key = expand("key", suite.keyBytes);
    this.iv = expand("iv", IV);
  }

  /** The secret after a KeyUpdate. */
  TrafficSecret next() {
    return new TrafficSecret(suite, expand("traffic upd", suite.hashBits / 8));
  }

  /** HKDF-Expand-Label with an empty context (RFC 8446, section 7.1). */
  private byte[] expand(String label, int length) {
    byte[] text = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
    ByteBuffer info = ByteBuffer.allocate(2 + 1 + text.length + 1);
    info.putShort((short) length).put((byte) text.length).put(text);
    try {
      return KDF.getInstance("HKDF-SHA" + suite.hashBits)
          .deriveData(
              HKDFParameterSpec.expandOnly(
                  new SecretKeySpec(secret, "Generic"), info.array(), length));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK from 25 on has HKDF", e);
    }
  }

  /**
   * {@code struct tls12_crypto_info_*} of {@code linux/tls.h}, for the first record under this
   * secret: the IV in two parts, as the ciphers of TLS 1.2 have it, and the sequence number 0.
   *
   * <pre>
   * 0304 0033  xx xx xx xx xx xx xx xx  key  xx xx xx xx  00 00 00 00 00 00 00 00
   * |    |     |                             |            sequence number
   * |    |     |                             salt: bytes 0 to 3 of the IV; none with ChaCha20
   * |    |     bytes 4 to 11 of the IV; all 12 with ChaCha20
   * |    cipher, and before it the version, both in the host's byte order
   * </pre>
   */
  byte[] cryptoInfo() {
    int salt = suite.keyAlgorithm.equals("AES") ? 4 : 0;
    return ByteBuffer.allocate(2 * Short.BYTES + IV + key.length + Long.BYTES)
        .order(ByteOrder.nativeOrder())
        .putShort((short) LinuxTls.TLS_1_3_VERSION)
        .putShort((short) suite.kernelCipher)
        .put(iv, salt, IV - salt)
        .put(key)
        .put(iv, 0, salt)
        .array();
  }

  /**
   * Decrypts the record at the buffer's position and moves the position.
   *
   * @param sequence the number of records before it under this secret
   * @return the content, and the content type as its last byte
   * @throws GeneralSecurityException if the record was encrypted under another secret
   */
  byte[] open(long sequence, ByteBuffer record) throws GeneralSecurityException {
    byte[] header = new byte[HEADER];
    record.get(header);
    byte[] encrypted = new byte[ByteBuffer.wrap(header).getShort(3) & 0xFFFF];
    record.get(encrypted);
    byte[] nonce = iv.clone();
    for (int i = 0; i < Long.BYTES; i++) {
      nonce[IV - 1 - i] ^= (byte) (sequence >>> 8 * i);
    }
    Cipher cipher = Cipher.getInstance(suite.transformation);
    cipher.init(
        Cipher.DECRYPT_MODE, new SecretKeySpec(key, suite.keyAlgorithm), suite.parameters(nonce));
    cipher.updateAAD(header);
    byte[] inner = cipher.doFinal(encrypted);
    int end = inner.length;
    while (end > 0 && inner[end - 1] == 0) { // padding
      end--;
    }
    return Arrays.copyOf(inner, end);
  }

  /** Names the suite alone. */
  @Override
  public String toString() {
    return "secret of " + suite;
  }
}
