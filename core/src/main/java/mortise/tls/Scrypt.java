package mortise.tls;

import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Locale;

/** The memory-hard key derivation function scrypt (RFC 7914). */
final class Scrypt {
  /** The memory limit; OpenSSL's default cost needs 16 MiB, and its limit is 32 MiB. */
  private static final long MOST_BYTES = 64L << 20;

  private static final long MOST_WORK = 1L << 30;
  private static final int BLOCK_WORDS = 16;

  private final int cost;
  private final int blockSize;
  private final int parallelism;

  /**
   * @throws InvalidKeyException if the parameters are invalid or require more than 64 MiB
   */
  Scrypt(int cost, int blockSize, int parallelism) throws InvalidKeyException {
    boolean powerOfTwo = cost > 1 && Integer.bitCount(cost) == 1;
    long bytes = 128L * cost * blockSize;
    if (!powerOfTwo || blockSize < 1 || parallelism < 1) {
      throw new InvalidKeyException(
          String.format(
              Locale.ROOT,
              "scrypt with N=%d, r=%d, p=%d (expected N a power of 2, r and p at least 1)",
              cost,
              blockSize,
              parallelism));
    }
    // A double, since the product can overflow a long.
    if (bytes > MOST_BYTES || (double) bytes * parallelism > MOST_WORK) {
      throw new InvalidKeyException(
          String.format(
              Locale.ROOT,
              "scrypt with N=%d, r=%d, p=%d, which requires more than %d MiB",
              cost,
              blockSize,
              parallelism,
              MOST_BYTES >> 20));
    }
    this.cost = cost;
    this.blockSize = blockSize;
    this.parallelism = parallelism;
  }

  byte[] derive(byte[] password, byte[] salt, int length) throws InvalidKeyException {
    int words = 2 * BLOCK_WORDS * blockSize;
    Pbkdf2 kdf = new Pbkdf2("HmacSHA256", password);
    byte[] blocks = kdf.derive(salt, 1, parallelism * words * Integer.BYTES);
    int[] table = new int[cost * words];
    int[] block = new int[words];
    for (int i = 0; i < parallelism; i++) {
      load(blocks, i * words, block);
      mix(block, table);
      store(block, blocks, i * words);
    }
    return kdf.derive(blocks, 1, length);
  }

  private static void load(byte[] bytes, int firstWord, int[] words) {
    for (int i = 0; i < words.length; i++) {
      int at = 4 * (firstWord + i);
      words[i] =
          bytes[at] & 0xff
              | (bytes[at + 1] & 0xff) << 8
              | (bytes[at + 2] & 0xff) << 16
              | bytes[at + 3] << 24;
    }
  }

  private static void store(int[] words, byte[] bytes, int firstWord) {
    for (int i = 0; i < words.length; i++) {
      for (int b = 0; b < 4; b++) {
        bytes[4 * (firstWord + i) + b] = (byte) (words[i] >>> 8 * b);
      }
    }
  }

  /** scryptROMix, section 5. */
  private void mix(int[] block, int[] table) {
    int[] mixed = new int[block.length];
    for (int i = 0; i < cost; i++) {
      System.arraycopy(block, 0, table, i * block.length, block.length);
      mixBlocks(block, mixed);
    }
    for (int i = 0; i < cost; i++) {
      int row = block[block.length - BLOCK_WORDS] & cost - 1;
      for (int k = 0; k < block.length; k++) {
        block[k] ^= table[row * block.length + k];
      }
      mixBlocks(block, mixed);
    }
  }

  /** scryptBlockMix, section 4; {@code mixed} is scratch space. */
  private static void mixBlocks(int[] block, int[] mixed) {
    int[] last = Arrays.copyOfRange(block, block.length - BLOCK_WORDS, block.length);
    int count = block.length / BLOCK_WORDS;
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < BLOCK_WORDS; k++) {
        last[k] ^= block[i * BLOCK_WORDS + k];
      }
      salsa8(last);
      int place = (i & 1) * (count / 2) + i / 2; // even ones first, then the odd ones
      System.arraycopy(last, 0, mixed, place * BLOCK_WORDS, BLOCK_WORDS);
    }
    System.arraycopy(mixed, 0, block, 0, block.length);
  }

  /** Salsa20/8 Core, section 3. */
  private static void salsa8(int[] words) {
    int[] x = words.clone();
    for (int i = 0; i < 4; i++) {
      quarter(x, 0, 4, 8, 12);
      quarter(x, 5, 9, 13, 1);
      quarter(x, 10, 14, 2, 6);
      quarter(x, 15, 3, 7, 11);
      quarter(x, 0, 1, 2, 3);
      quarter(x, 5, 6, 7, 4);
      quarter(x, 10, 11, 8, 9);
      quarter(x, 15, 12, 13, 14);
    }
    for (int i = 0; i < BLOCK_WORDS; i++) {
      words[i] += x[i];
    }
  }

  private static void quarter(int[] x, int a, int b, int c, int d) {
    x[b] ^= Integer.rotateLeft(x[a] + x[d], 7);
    x[c] ^= Integer.rotateLeft(x[b] + x[a], 9);
    x[d] ^= Integer.rotateLeft(x[c] + x[b], 13);
    x[a] ^= Integer.rotateLeft(x[d] + x[c], 18);
  }
}
