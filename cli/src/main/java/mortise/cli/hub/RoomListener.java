package mortise.cli.hub;

/**
 * What happens in a room on other nodes. {@link #said} and {@link #lost} are called by one thread,
 * the others by another one.
 */
public interface RoomListener {
  /**
   * A member of another node has said something. Returns when there is room for more: while it does
   * not, messages wait in a bounded queue, and are lost beyond it.
   */
  void said(RoomMember from, byte[] bytes) throws InterruptedException;

  /**
   * Waits until a local member is there.
   *
   * @return false when the wait was in vain
   */
  boolean awaitMember(long millis) throws InterruptedException;

  /**
   * Waits until everything that was {@linkplain #said said} is on its way to the local members, out
   * of this process and of its kernel's buffers.
   *
   * @return whether at least one of them has got it
   */
  boolean awaitShown() throws InterruptedException;

  /** Messages of a node did not arrive here. */
  void lost(String node, long count);

  /** A member of another node is there. */
  void arrived(RoomMember member);

  /**
   * A member of another node is there no longer.
   *
   * @param reason why, where it has not left by itself; empty otherwise
   */
  void departed(RoomMember member, String reason);

  /** A sentence for the log and the members: the connection is lost or restored. */
  void notice(String sentence);
}
