package mortise.cli.watch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import mortise.cli.flow.Direction;
import mortise.cli.flow.Watcher;
import mortise.net.Unix;
import mortise.server.Connection;

/**
 * A hex dump on standard error: {@code >} before what is sent, {@code <} before what is received,
 * each way with its own offsets and, on a terminal, its own colour. Of several conversations the
 * one that goes on is named where another one was shown before.
 */
final class HexView implements Watcher {
  private static final String GREEN = "\033[32m";
  private static final String CYAN = "\033[36m";
  private static final String PLAIN = "\033[0m";

  /** What is shown at once, so that the two ways take turns. */
  private static final int BLOCK = 8192;

  private final StatusScreen screen;
  private final boolean coloured;
  private final Turns turns;

  /** The heading of its lines after those of another conversation. */
  private String name;

  /** Each belongs to the thread of its way. */
  private long sent;

  private long received;

  HexView(StatusScreen screen, boolean coloured, Turns turns, String name) {
    this.screen = screen;
    this.coloured = coloured;
    this.turns = turns;
    this.name = name;
  }

  /** The conversation that was printed last, if there are several. */
  static final class Turns {
    /** Guarded by this. */
    private HexView last;

    /** Prints lines; a heading precedes those of another conversation. */
    private synchronized void show(HexView view, byte[] lines) {
      String title = last == null || last == view ? "" : "-- " + view.name + "\n";
      last = view;
      view.screen.print(title + new String(lines, StandardCharsets.US_ASCII));
    }
  }

  @Override
  public void opened(Connection peer) throws IOException {
    if (!peer.peerAddress().equals(Unix.UNNAMED)) {
      name = peer.peerAddress().toString();
    }
  }

  @Override
  public boolean looks() {
    return true;
  }

  @Override
  public void bytes(Direction way, byte[] bytes, int offset, int count) {
    long first = way == Direction.SENT ? sent : received;
    String before = way == Direction.SENT ? "> " : "< ";
    String colour = way == Direction.SENT ? GREEN : CYAN;
    for (int done = 0; done < count; done += BLOCK) {
      byte[] lines =
          HexLines.of(
              coloured ? colour + before : before,
              coloured ? PLAIN : "",
              first + done,
              bytes,
              offset + done,
              Math.min(BLOCK, count - done));
      turns.show(this, lines);
    }
    if (way == Direction.SENT) {
      sent += count;
    } else {
      received += count;
    }
  }
}
