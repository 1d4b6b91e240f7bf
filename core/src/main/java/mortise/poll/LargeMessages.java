package mortise.poll;

/**
 * For how many reads a connection stays out of the ring since a message was large: a copy costs
 * more than the calls that a ring saves. For the thread that reads or writes.
 */
final class LargeMessages {
  /** The bytes of a read from which on the connection is better off outside. */
  private static final int LARGE = 1 << 13;

  /** The reads after a large message that do not join; doubled when the next one comes soon. */
  private static final int READS_OUTSIDE = 64;

  private static final int MOST_READS_OUTSIDE = 1 << 13;

  /** The reads that are still to be made outside. */
  private int outside;

  /** Those after the next large message. */
  private int nextOutside = READS_OUTSIDE;

  /** The reads in the ring so far. */
  private int inside;

  /** Before a read outside: whether it is to be made there. */
  boolean keepOutside() {
    if (outside > 0) {
      outside--;
      return true;
    }
    return false;
  }

  void joined() {
    inside = 0;
  }

  /** After a read in the ring: whether its message was large, so that the connection leaves. */
  boolean isLarge(int count) {
    if (count > LARGE) {
      return true;
    }
    if (++inside == READS_OUTSIDE) {
      nextOutside = READS_OUTSIDE;
    }
    return false;
  }

  /** The connection leaves for reads that the ring is not made for. */
  void leavesForLarge() {
    outside = nextOutside;
    nextOutside = Math.min(MOST_READS_OUTSIDE, 2 * nextOutside);
  }

  /** The connection leaves for something else that takes a while. */
  void leaves() {
    outside = READS_OUTSIDE;
  }
}
