package mortise.poll;

/**
 * Room on the stack for steps that a {@link StackOverflowError} must not interrupt: it is used for
 * a moment before the first of them, so that the error comes while nothing has changed.
 */
final class StackRoom {
  /** Frames of {@link #use}, some 46 bytes of compiled code each and 110 of interpreted code. */
  private static final int FEW = 4;

  private static final int MANY = 256;

  private StackRoom() {}

  /**
   * For the way out of what is entered next, where that changes nothing before its last call: some
   * 180 bytes; it takes 8 ns.
   */
  static void requireLittle() {
    use(FEW, 0, 0, 0, 0);
  }

  /**
   * For steps that call the kernel or wake threads: 11 KiB or more; it takes half a microsecond.
   */
  static void require() {
    use(MANY, 0, 0, 0, 0);
  }

  /** The arguments are needed after the call, so that a frame has them. */
  private static long use(int levels, long a, long b, long c, long d) {
    return levels == 0 ? a : use(levels - 1, b, c, d, a) + a + b + c + d;
  }
}
