package mortise.cli.watch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The files that record the conversations of a program; null where one was not asked for. The first
 * write error ends the program, so it is recorded here in any case.
 */
final class RecordFiles implements AutoCloseable {
  private final List<AutoCloseable> files = new ArrayList<>();
  private final AtomicReference<RecordException> failure = new AtomicReference<>();
  private final RecordFile output;
  private final RecordFile hexDump;
  private final Capture capture;
  private volatile Runnable whenFailed = () -> {};

  /**
   * Opens what the settings ask for.
   *
   * @throws RecordException when a file cannot be written
   */
  RecordFiles(WatchSettings settings) throws IOException {
    try {
      output = file(settings.output(), settings.append());
      hexDump = file(settings.hexDump(), settings.append());
      Path path = settings.capture();
      capture = path == null ? null : add(Capture.open(path, this::fail));
    } catch (IOException e) {
      close(e);
      throw e;
    }
  }

  private RecordFile file(Path path, boolean append) throws IOException {
    return path == null ? null : add(RecordFile.open(path, append, this::fail));
  }

  private <T extends AutoCloseable> T add(T file) {
    files.add(file);
    return file;
  }

  RecordFile output() {
    return output;
  }

  RecordFile hexDump() {
    return hexDump;
  }

  Capture capture() {
    return capture;
  }

  boolean areAny() {
    return !files.isEmpty();
  }

  private void fail(RecordException e) {
    if (failure.compareAndSet(null, e)) {
      whenFailed.run();
    }
  }

  /** The first that could not be written; null where all could. */
  RecordException failure() {
    return failure.get();
  }

  /** Has this run, on any thread, once one cannot be written. */
  void whenFailed(Runnable action) {
    whenFailed = action;
    if (failure() != null) {
      action.run();
    }
  }

  /**
   * Closes the files.
   *
   * @throws RecordException when one cannot be closed, so that it may lack its end
   */
  @Override
  public void close() throws IOException {
    close(null);
  }

  private void close(IOException cause) throws IOException {
    IOException failed = cause;
    for (AutoCloseable file : files) {
      try {
        file.close();
      } catch (Exception e) {
        if (failed == null) {
          failed = (IOException) e;
        } else {
          failed.addSuppressed(e);
        }
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
