package mortise.cli.watch;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that records conversations. Each write goes to the system at once, so that nothing is lost
 * however the program ends, and is whole: threads take turns.
 */
final class RecordFile implements AutoCloseable {
  private final Path file;
  private final FileOutputStream out;

  private RecordFile(Path file, FileOutputStream out) {
    this.file = file;
    this.out = out;
  }

  static RecordFile open(Path file, boolean append) throws RecordException {
    try {
      return new RecordFile(file, new FileOutputStream(file.toString(), append));
    } catch (IOException e) {
      throw new RecordException(file, e);
    }
  }

  synchronized void write(byte[] bytes, int offset, int count) throws RecordException {
    try {
      out.write(bytes, offset, count);
    } catch (IOException e) {
      throw new RecordException(file, e);
    }
  }

  @Override
  public synchronized void close() throws RecordException {
    try {
      out.close();
    } catch (IOException e) {
      throw new RecordException(file, e);
    }
  }
}
