package mortise.poll;

/**
 * That some of the threads of a loop are to move to others. Each thread asks once.
 *
 * <p>Threads of the loop ask, one at a time; where the loop's owner is being replaced two may ask
 * at once, and the share is not exact then.
 */
final class Relocation {
  private static final int ALL = 1 << 10;

  private final EventLoop[] targets;
  private final int share;
  private int credit;
  private int turn;

  /**
   * @param share how many of the threads, from 0 to 1
   */
  Relocation(double share, EventLoop... targets) {
    this.share = (int) (share * ALL);
    this.targets = targets;
  }

  /** The loop that the next one moves to; null where it stays. */
  EventLoop next() {
    credit += share;
    if (credit < ALL) {
      return null;
    }
    credit -= ALL;
    turn = (turn + 1) % targets.length;
    return targets[turn];
  }
}
