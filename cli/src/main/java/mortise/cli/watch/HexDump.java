package mortise.cli.watch;

import java.io.IOException;
import mortise.cli.flow.Direction;
import mortise.cli.flow.Watcher;

/** Both ways of a conversation as one hex dump in a file, in ncat's format. */
final class HexDump implements Watcher {
  /** What ncat reads at once: its offsets begin anew with each read. */
  private static final int BLOCK = 8192;

  private final RecordFile file;

  HexDump(RecordFile file) {
    this.file = file;
  }

  @Override
  public boolean looks() {
    return true;
  }

  @Override
  public void bytes(Direction way, byte[] bytes, int offset, int count) throws IOException {
    for (int done = 0; done < count; done += BLOCK) {
      byte[] lines = HexLines.of(bytes, offset + done, Math.min(BLOCK, count - done));
      file.write(lines, 0, lines.length);
    }
  }
}
