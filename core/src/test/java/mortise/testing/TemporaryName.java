package mortise.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Paths for UNIX sockets where names cannot be abstract; their files go with the JVM. */
final class TemporaryName {
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Path FOLDER = folder();

  private TemporaryName() {}

  private static Path folder() {
    try {
      Path folder = Files.createTempDirectory("mortise-test");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
      return folder;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      // What is left is in the system's temporary directory.
    }
  }

  static Path next() {
    return FOLDER.resolve("" + NAMES.incrementAndGet());
  }
}
