package mortise.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The system calls of a server, all its threads, counted by strace. */
record Syscalls(Peer.Server server) implements PerRequest.Counter {
  @Override
  public Map<String, Double> during(PerRequest.Work work) throws IOException {
    if (Tools.find("strace") == null) {
      throw new IOException("strace is not installed");
    }
    Path table = Files.createTempFile("bench", ".strace");
    List<String> command =
        List.of("strace", "-c", "-f", "-o", table.toString(), "-p", "" + server.child().pid());
    try (Child strace = Child.start(command, -1)) {
      awaitAttached(strace);
      work.run();
      strace.interrupt();
      if (!strace.await(Duration.ofSeconds(10))) {
        throw new IOException("strace does not end");
      }
      return parse(Files.readAllLines(table));
    } finally {
      Files.delete(table);
    }
  }

  private void awaitAttached(Child strace) throws IOException {
    Path tasks = Path.of("/proc/" + server.child().pid() + "/task");
    for (int tries = 0; tries < 100; tries++) {
      if (strace.await(Duration.ofMillis(100))) {
        throw strace.failure("cannot trace");
      }
      try (Stream<Path> threads = Files.list(tasks)) {
        if (threads.allMatch(Syscalls::isTraced)) {
          return;
        }
      }
    }
    throw new IOException("strace has not attached after 10 s");
  }

  /** What ends meanwhile need not be traced. */
  private static boolean isTraced(Path thread) {
    try {
      return Files.readAllLines(thread.resolve("status")).stream()
          .noneMatch(line -> line.matches("TracerPid:\\s+0"));
    } catch (IOException e) {
      return true;
    }
  }

  /** The table of {@code strace -c}: the fourth column counts, the last one names. */
  static Map<String, Double> parse(List<String> lines) {
    Map<String, Double> counts = new TreeMap<>();
    for (String line : lines) {
      String[] columns = line.strip().split("\\s+");
      String name = columns[columns.length - 1];
      if (columns.length >= 5 && columns[3].matches("\\d+") && !name.equals("total")) {
        counts.merge(name, Double.valueOf(columns[3]), Double::sum);
      }
    }
    return counts;
  }
}
