package mortise.poll;

/**
 * A moment at which a loop wakes the waiters of one direction of a descriptor, so that they check
 * their deadlines.
 *
 * <p>A call that ends before its deadline leaves its timer to the next one, which sets one of its
 * own only where its deadline is earlier: so a deadline costs most calls nothing. The close of the
 * descriptor cancels it; it leaves the queue when it is the next one there. No timer is set for
 * later than {@link #HORIZON_NANOS}, which bounds the number of those left behind; a longer wait
 * sets it again.
 */
record WakeTimer(Readiness readiness, long instant) implements Comparable<WakeTimer> {
  static final long HORIZON_NANOS = 16_000_000_000L;

  /** A timer at a value of {@link System#nanoTime}, or at the horizon where that is nearer. */
  static WakeTimer before(Readiness readiness, long instant) {
    long horizon = System.nanoTime() + HORIZON_NANOS;
    return new WakeTimer(readiness, instant - horizon < 0 ? instant : horizon);
  }

  /** Whether it rings at {@code instant} at the latest. */
  boolean isDueBy(long instant) {
    return this.instant - instant <= 0;
  }

  /** Whether the descriptor is closed, or an earlier timer has replaced this one. */
  boolean isCancelled() {
    return !readiness.hasTimer(this);
  }

  void fire() {
    readiness.timerFired(this);
  }

  @Override
  public int compareTo(WakeTimer other) {
    return Long.signum(instant - other.instant);
  }
}
