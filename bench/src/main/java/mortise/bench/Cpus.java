package mortise.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which CPU the server has, and which the load generator where it has one of its own. */
record Cpus(int server, int other) {
  private static final Path STATUS = Path.of("/proc/self/status");

  /** The last and the first of those that this process may use. Interrupts like the first. */
  static Cpus choose() throws IOException {
    List<Integer> allowed = allowed();
    return new Cpus(allowed.getLast(), allowed.getFirst());
  }

  int load(Cell.Place place) {
    return place == Cell.Place.SAME ? server : other;
  }

  boolean hasOther() {
    return server != other;
  }

  private static List<Integer> allowed() throws IOException {
    String key = "Cpus_allowed_list:";
    String list =
        Files.readAllLines(STATUS).stream()
            .filter(line -> line.startsWith(key))
            .map(line -> line.substring(key.length()).strip())
            .findAny()
            .orElseThrow();
    List<Integer> cpus = new ArrayList<>();
    for (String range : list.split(",")) {
      String[] ends = range.split("-");
      for (int i = Integer.parseInt(ends[0]); i <= Integer.parseInt(ends[ends.length - 1]); i++) {
        cpus.add(i);
      }
    }
    return cpus;
  }
}
