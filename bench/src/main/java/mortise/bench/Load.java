package mortise.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** The load generator. */
record Load(Path program, Cpus cpus) {
  static Load build(Tools tools, Cpus cpus) throws IOException {
    return new Load(tools.c("load"), cpus);
  }

  /** Asks a server for some time and returns what that gave, by name. */
  SequencedMap<String, Double> run(
      Cell cell, Peer.Server server, int warmupMillis, int millis, String... more)
      throws IOException {
    List<String> command = command(cell, server);
    command.addAll(List.of("--connections", "" + cell.connections()));
    command.addAll(List.of("--size", "" + cell.size()));
    command.addAll(List.of("--warmup", "" + warmupMillis, "--duration", "" + millis));
    command.addAll(List.of(more));
    int seconds = 60 + (warmupMillis + millis) / 1000;
    return parse(Child.run(command, cpus.load(cell.place()), seconds));
  }

  /**
   * Asks a server until it has used so much CPU time: on a busy machine a server that compiles at
   * run time comes to it later.
   */
  void warm(Cell cell, Peer.Server server, int cpuMillis) throws IOException {
    run(cell, server, 0, 0, "--cpu", "" + cpuMillis);
  }

  /** Begins to hold as many connections as each step says; "held N" tells when it does. */
  Child hold(Cell cell, Peer.Server server, List<Integer> steps) throws IOException {
    List<String> command = command(cell, server);
    command.addAll(List.of("--steps", String.join(",", steps.stream().map(n -> "" + n).toList())));
    return Child.start(command, cpus.load(cell.place()));
  }

  private List<String> command(Cell cell, Peer.Server server) {
    String mode = cell.work() == Cell.Work.IDLE ? "idle" : cell.mode();
    List<String> command = new ArrayList<>(List.of(program.toString(), mode));
    command.addAll(List.of("--port", "" + server.port(), "--pid", "" + server.child().pid()));
    return command;
  }

  /** Key=value, blanks between. */
  static SequencedMap<String, Double> parse(String line) {
    SequencedMap<String, Double> values = new LinkedHashMap<>();
    for (String pair : line.strip().split(" ")) {
      String[] parts = pair.split("=");
      values.put(parts[0], Double.valueOf(parts[1]));
    }
    return values;
  }
}
