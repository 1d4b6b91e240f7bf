package mortise.cli.flow;

/**
 * When a conversation ends, and what of it there is. Times are in milliseconds; below zero is for
 * ever.
 *
 * @param sends whether what this end has goes to the peer
 * @param receives whether what the peer sends comes here; where not, it is thrown away
 * @param closesWrite whether the peer is told that this end has ended
 * @param quitAfter how long the conversation goes on after this end has ended
 * @param staysAfterPeer whether it goes on after the peer has ended, until this end has too
 * @param idle how long nothing may move in either way
 * @param delay how long to wait after each read
 * @param part how many bytes are read at once
 */
public record FlowRules(
    boolean sends,
    boolean receives,
    boolean closesWrite,
    long quitAfter,
    boolean staysAfterPeer,
    long idle,
    long delay,
    int part) {
  /** What is read at once where nothing else is said. */
  public static final int PART = 1 << 17;

  /** Both ways, until the peer has ended. */
  public static final FlowRules DEFAULT = new FlowRules(true, true, true, -1, false, -1, -1, PART);

  /** Both ways, until both have ended. */
  public static final FlowRules BOTH_ENDS = new FlowRules(true, true, true, -1, true, -1, -1, PART);
}
