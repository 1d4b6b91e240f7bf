package mortise.tls;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** The key derivation function of PKCS #12 with SHA-1 (RFC 7292, appendix B.2). */
final class Pkcs12Kdf {
  private static final int BLOCK = 64;
  private static final byte KEY = 1;
  private static final byte VECTOR = 2;

  private final byte[] input;
  private final int iterations;

  Pkcs12Kdf(char[] password, byte[] salt, int iterations) {
    byte[] text = (new String(password) + '\0').getBytes(StandardCharsets.UTF_16BE);
    byte[] filledSalt = fill(salt);
    byte[] filledText = fill(text);
    input = Arrays.copyOf(filledSalt, filledSalt.length + filledText.length);
    System.arraycopy(filledText, 0, input, filledSalt.length, filledText.length);
    this.iterations = iterations;
  }

  /** Repeats bytes until they fill whole blocks. */
  private static byte[] fill(byte[] bytes) {
    byte[] filled = new byte[(bytes.length + BLOCK - 1) / BLOCK * BLOCK];
    for (int i = 0; i < filled.length; i++) {
      filled[i] = bytes[i % bytes.length];
    }
    return filled;
  }

  byte[] key(int length) {
    return derive(KEY, length);
  }

  byte[] vector(int length) {
    return derive(VECTOR, length);
  }

  private byte[] derive(byte purpose, int length) {
    byte[] diversifier = new byte[BLOCK];
    Arrays.fill(diversifier, purpose);
    byte[] blocks = input.clone();
    byte[] derived = new byte[length];
    MessageDigest sha1 = sha1();
    for (int at = 0; at < length; at += sha1.getDigestLength()) {
      sha1.update(diversifier);
      byte[] hash = sha1.digest(blocks);
      for (int i = 1; i < iterations; i++) {
        hash = sha1.digest(hash);
      }
      System.arraycopy(hash, 0, derived, at, Math.min(hash.length, length - at));
      addToEach(blocks, new BigInteger(1, fill(hash)).add(BigInteger.ONE));
    }
    return derived;
  }

  /** Adds a number to each block, as integers modulo 2^512. */
  private static void addToEach(byte[] blocks, BigInteger number) {
    for (int at = 0; at < blocks.length; at += BLOCK) {
      byte[] sum =
          new BigInteger(1, Arrays.copyOfRange(blocks, at, at + BLOCK)).add(number).toByteArray();
      for (int i = 0; i < BLOCK; i++) {
        int from = sum.length - BLOCK + i;
        blocks[at + i] = from < 0 ? 0 : sum[from];
      }
    }
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-1", e);
    }
  }
}
