package mortise.cli.watch;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A file that records conversations. Each write goes to the system at once, so that nothing is lost
 * however the program ends, and is whole: threads take turns.
 */
final class RecordFile implements AutoCloseable {
  private final Path file;
  private final FileOutputStream out;
  private final Consumer<RecordException> whenFailed;

  private RecordFile(Path file, FileOutputStream out, Consumer<RecordException> whenFailed) {
    this.file = file;
    this.out = out;
    this.whenFailed = whenFailed;
  }

  /**
   * Opens one.
   *
   * @param whenFailed is told of each write that fails, beside the one who writes
   */
  static RecordFile open(Path file, boolean append, Consumer<RecordException> whenFailed)
      throws RecordException {
    try {
      return new RecordFile(file, new FileOutputStream(file.toString(), append), whenFailed);
    } catch (IOException e) {
      throw new RecordException(file, e);
    }
  }

  synchronized void write(byte[] bytes, int offset, int count) throws RecordException {
    try {
      out.write(bytes, offset, count);
    } catch (IOException e) {
      RecordException failure = new RecordException(file, e);
      whenFailed.accept(failure);
      throw failure;
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
