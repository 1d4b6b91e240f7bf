package mortise.cli.watch;

import java.nio.charset.StandardCharsets;
import mortise.cli.flow.Watcher;
import mortise.cli.flow.Way;

/**
 * A hex dump on standard error: {@code >} before what is sent, {@code <} before what is received,
 * each way with its own offsets and, on a terminal, its own colour.
 */
final class HexView implements Watcher {
  private static final String GREEN = "\033[32m";
  private static final String CYAN = "\033[36m";
  private static final String PLAIN = "\033[0m";

  /** What is shown at once, so that the two ways take turns. */
  private static final int BLOCK = 8192;

  private final Screen screen;
  private final boolean coloured;

  /** Each belongs to the thread of its way. */
  private long sent;

  private long received;

  HexView(Screen screen, boolean coloured) {
    this.screen = screen;
    this.coloured = coloured;
  }

  @Override
  public boolean looks() {
    return true;
  }

  @Override
  public void bytes(Way way, byte[] bytes, int offset, int count) {
    long first = way == Way.SENT ? sent : received;
    String before = way == Way.SENT ? "> " : "< ";
    String colour = way == Way.SENT ? GREEN : CYAN;
    for (int done = 0; done < count; done += BLOCK) {
      byte[] lines =
          HexLines.of(
              coloured ? colour + before : before,
              coloured ? PLAIN : "",
              first + done,
              bytes,
              offset + done,
              Math.min(BLOCK, count - done));
      screen.print(new String(lines, StandardCharsets.US_ASCII));
    }
    if (way == Way.SENT) {
      sent += count;
    } else {
      received += count;
    }
  }
}
