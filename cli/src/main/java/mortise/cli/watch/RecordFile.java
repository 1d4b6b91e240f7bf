package mortise.cli.watch;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import mortise.net.ByteText;

/**
 * A file that records conversations. Each write goes to the system at once, so that nothing is lost
 * however the program ends, and is whole: threads take turns.
 */
final class RecordFile implements AutoCloseable, Capture.Sink {
  private final Path file;
  private final OutputStream out;
  private final Consumer<RecordException> whenFailed;

  private RecordFile(Path file, OutputStream out, Consumer<RecordException> whenFailed) {
    this.file = file;
    this.out = out;
    this.whenFailed = whenFailed;
  }

  /**
   * Opens one.
   *
   * @param whenFailed called for each failed write, besides the exception
   */
  static RecordFile open(Path file, boolean append, Consumer<RecordException> whenFailed)
      throws RecordException {
    try {
      return new RecordFile(file, open(file, append), whenFailed);
    } catch (IOException e) {
      throw new RecordException(file, e);
    }
  }

  private static OutputStream open(Path file, boolean append) throws IOException {
    if (ByteText.of(file).equals(file.toString())) {
      return new FileOutputStream(file.toString(), append);
    }
    // A name that is no text in the JDK's encoding is one for java.nio alone.
    StandardOpenOption begin =
        append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, begin);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int count) throws RecordException {
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
