package mortise.poll;

/**
 * The outcomes of a call that mortise ends, instead of the kernel. These numbers stand beside
 * {@code -errno}, which is never below -4095.
 */
public final class Outcome {
  /** The descriptor was closed before or during the call. */
  public static final long CLOSED = -5001;

  /** The deadline passed while the call waited. */
  public static final long TIMED_OUT = -5002;

  /** The thread was interrupted while the call waited; its flag is still set. */
  public static final long INTERRUPTED = -5003;

  private Outcome() {}
}
