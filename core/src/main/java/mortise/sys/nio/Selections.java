package mortise.sys.nio;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** Looks at channels without waiting, by a selector of their own: rare calls alone. */
final class Selections {
  private Selections() {}

  static boolean isWritable(SelectableChannel channel) throws IOException {
    return isReady(channel, SelectionKey.OP_WRITE);
  }

  static boolean isReady(SelectableChannel channel, int operation) throws IOException {
    try (Selector selector = Selector.open()) {
      channel.register(selector, operation);
      return selector.selectNow() > 0;
    }
  }
}
