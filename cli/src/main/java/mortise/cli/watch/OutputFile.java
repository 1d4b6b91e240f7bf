package mortise.cli.watch;

import java.io.IOException;
import mortise.cli.flow.Direction;
import mortise.cli.flow.Watcher;

/** The bytes of both ways in a file, in the order in which they passed. */
final class OutputFile implements Watcher {
  private final RecordFile file;

  OutputFile(RecordFile file) {
    this.file = file;
  }

  @Override
  public boolean looks() {
    return true;
  }

  @Override
  public void bytes(Direction way, byte[] bytes, int offset, int count) throws IOException {
    file.write(bytes, offset, count);
  }
}
