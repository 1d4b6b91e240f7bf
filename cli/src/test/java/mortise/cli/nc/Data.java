package mortise.cli.nc;

import java.util.Random;

/** Random bytes of odd sizes. */
final class Data {
  private Data() {}

  /** So many bytes, the same for the same seed. */
  static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
