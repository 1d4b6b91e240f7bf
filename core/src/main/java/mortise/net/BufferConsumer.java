package mortise.net;

import java.io.IOException;

/** What uses a buffer for the length of a call, see {@link Socket#recv(BufferConsumer)}. */
@FunctionalInterface
public interface BufferConsumer {
  /**
   * Uses the first {@code count} bytes, which is never 0. The array belongs to somebody else as
   * soon as this returns; until then it may be written to.
   */
  void accept(byte[] bytes, int count) throws IOException;
}
