package mortise.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
      // It has all threads when it says so, on its standard error; a process has few.
      if (strace.await(2)) {
        throw strace.failure("cannot trace");
      }
      work.run();
      strace.interrupt();
      if (!strace.await(10)) {
        throw new IOException("strace does not end");
      }
      return parse(Files.readAllLines(table));
    } finally {
      Files.delete(table);
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
