package mortise.tls;

/**
 * The numbers of the records that were received last, by which a record that comes again is
 * recognised, RFC 6347, section 4.1.2.6. The engine of the JDK accepts such a record.
 *
 * <p>A number is the record's epoch and sequence number, 64 bits. Not thread-safe.
 */
final class ReplayWindow {
  /** How far behind the greatest number a record may come. */
  static final int SIZE = Long.SIZE;

  /** The greatest number so far. */
  private long greatest = -1;

  /** Bit i stands for the number {@code greatest - i}. */
  private long received;

  /**
   * Notes the number of a record that is authentic. Returns false where it was noted before, or is
   * too old to know that.
   */
  boolean add(long number) {
    if (number > greatest) {
      long ahead = number - greatest;
      received = ahead < SIZE ? received << ahead : 0;
      greatest = number;
    }
    long behind = greatest - number;
    long bit = 1L << behind;
    if (behind >= SIZE || (received & bit) != 0) {
      return false;
    }
    received |= bit;
    return true;
  }
}
