package mortise.net;

import java.io.IOException;

/** What uses a buffer for the length of a call, see {@link Socket#recv(BufferConsumer)}. */
@FunctionalInterface
public interface BufferConsumer {
  /**
   * Uses the first {@code count} bytes, which is never 0. The array returns to its pool when this
   * method returns; until then it may be written to.
   */
  void accept(byte[] bytes, int count) throws IOException;
}
