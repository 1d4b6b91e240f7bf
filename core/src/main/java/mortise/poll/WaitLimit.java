package mortise.poll;

/**
 * How long a call may wait, as one number: {@link #FOREVER}, {@link #NONE}, or the value of {@link
 * System#nanoTime} at which it gives up.
 */
public final class WaitLimit {
  /** The call waits until it is done. */
  public static final long FOREVER = Long.MAX_VALUE;

  /** The call never waits: -EAGAIN comes back to its caller. */
  public static final long NONE = Long.MIN_VALUE;

  private WaitLimit() {}

  /** Gives up {@code nanos} nanoseconds from now; at once without waiting where that is 0. */
  public static long of(long nanos) {
    return nanos <= 0 ? NONE : until(System.nanoTime() + nanos);
  }

  /** Gives up when {@link System#nanoTime} reaches {@code instant}. */
  public static long until(long instant) {
    // The two special numbers may turn up as instants; an error of one nanosecond is harmless.
    return instant == FOREVER ? instant - 1 : instant == NONE ? instant + 1 : instant;
  }

  /** The nanoseconds that are left; 0 or less when the time is up. */
  static long remaining(long waitLimit) {
    return waitLimit - System.nanoTime();
  }
}
