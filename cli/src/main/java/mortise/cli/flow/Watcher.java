package mortise.cli.flow;

import java.io.IOException;
import mortise.server.Connection;

/**
 * Sees a conversation as it happens: a counter, a hex dump, a capture file. Both ways call it from
 * threads of their own, at the same time; calls of one way come in the order of the bytes. A
 * failure ends the conversation, since a record with a hole in it is worse than none.
 */
public interface Watcher {
  /**
   * The other end, where a {@link Flow} connects two: what is sent comes from it. Called before
   * {@link #opened}.
   */
  default void joins(Connection here) {}

  /** The conversation begins. */
  default void opened(Connection peer) throws IOException {}

  /**
   * Whether this one looks at the bytes. Otherwise the kernel may move them by zero-copy, and
   * {@link #bytes} is not called. The answer may change while the conversation goes on.
   */
  default boolean looks() {
    return false;
  }

  /**
   * Has an action run whenever {@link #looks} becomes true, by the thread that makes it so. Where
   * the answer never changes there is nothing to run.
   */
  default void whenLooks(Runnable action) {}

  /**
   * How many bytes are read at once, at the most; less than what the reader has room for where the
   * rate is limited. Observers of datagrams do not limit them.
   */
  default int most(Direction way) {
    return Integer.MAX_VALUE;
  }

  /** So many bytes went this way. */
  default void moved(Direction way, long count) throws IOException {}

  /** These bytes went this way; the array is the caller's again when this returns. */
  default void bytes(Direction way, byte[] bytes, int offset, int count) throws IOException {}

  /** No more bytes will go this way. */
  default void ended(Direction way) throws IOException {}

  /** The conversation is over, both ways; the failure that ended it, or null. */
  default void closed(Connection peer, IOException failure) throws IOException {}
}
