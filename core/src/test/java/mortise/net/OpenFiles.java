package mortise.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Does what opens files and pipes behind the caller's back, well and badly, and prints how many
 * descriptors are open that were not before. Runs in a process of its own, where nobody else opens
 * any.
 */
final class OpenFiles {
  private static final int TIMES = 100;

  private OpenFiles() {}

  private interface Act {
    void run() throws IOException;
  }

  /** The folder to work in. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    all(folder);
    long before = count();
    for (int i = 0; i < TIMES; i++) {
      all(folder);
    }
    System.out.println(count() - before);
  }

  private static long count() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  private static void all(Path folder) throws IOException {
    Path deep = Files.createDirectories(folder.resolve("d".repeat(120)));
    bindings(deep.resolve("socket"));
    refused(() -> bindings(deep.resolve("none").resolve("socket")));
    refused(() -> bindings(deep));
    refused(() -> bindings(deep.resolve("n".repeat(200))));
    streams(Files.writeString(folder.resolve("file"), "text"));
  }

  private static void bindings(Path path) throws IOException {
    UnixBinding binding = UnixBinding.of(path).replaceStale();
    for (UnixBinding each : new UnixBinding[] {binding, binding.unlinkOnClose()}) {
      try (Socket listener = Socket.open(Family.UNIX, Type.STREAM);
          Socket client = Socket.open(Family.UNIX, Type.STREAM);
          Socket other = Socket.open(Family.UNIX, Type.STREAM)) {
        listener.bind(each);
        listener.listen();
        client.connect(Unix.of(path));
        other.timeout(Duration.ofMillis(1)); // which bounds how often the path is probed
        refused(() -> other.bind(each));
        refused(() -> other.bind(Unix.of(path)));
        refused(() -> other.connect(Unix.of(path.resolveSibling("none"))));
      }
    }
  }

  private static void streams(Path file) throws IOException {
    try (SocketPair in = Socket.pair(Family.UNIX, Type.STREAM);
        SocketPair out = Socket.pair(Family.UNIX, Type.STREAM)) {
      in.first().sendFile(file);
      refused(() -> in.first().sendFile(file.resolveSibling("none")));
      in.second().timeout(Duration.ZERO);
      refused(() -> Socket.splice(in.second(), out.first(), 100));
      out.second().close();
      refused(() -> out.first().sendFile(file));
    }
  }

  private static void refused(Act act) throws IOException {
    try {
      act.run();
    } catch (IOException e) {
      return;
    }
    throw new AssertionError("was not refused");
  }
}
