package mortise.cli.serve;

/** The characters of RFC 864: lines of 72, each begins one later than the one before. */
final class Generator {
  private static final int FIRST = ' ';
  private static final int CHARACTERS = 95;
  private static final int WIDTH = 72;
  private static final int LINE = WIDTH + 2;

  /** How many bytes come before they begin anew. */
  static final int PERIOD = CHARACTERS * LINE;

  private static final byte[] ALL = all();

  private Generator() {}

  private static byte[] all() {
    byte[] bytes = new byte[PERIOD];
    for (int line = 0; line < CHARACTERS; line++) {
      for (int i = 0; i < WIDTH; i++) {
        bytes[line * LINE + i] = (byte) (FIRST + (line + i) % CHARACTERS);
      }
      bytes[line * LINE + WIDTH] = '\r';
      bytes[line * LINE + WIDTH + 1] = '\n';
    }
    return bytes;
  }

  /** A whole period. */
  static byte[] period() {
    return ALL.clone();
  }

  /** So many bytes from the beginning. */
  static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = ALL[i % PERIOD];
    }
    return bytes;
  }
}
