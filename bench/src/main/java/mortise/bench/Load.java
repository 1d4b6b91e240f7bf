package mortise.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The load generator of a suite, a program in C. */
record Load(Path program, Cpus cpus) {
  static Load build(Suite suite, Tools tools, Cpus cpus) throws IOException {
    return new Load(suite.load(tools), cpus);
  }

  /** Opens the connections of a cell; those of an idle one come later. */
  Session open(Cell cell, Peer.Server server, String... more) throws IOException {
    boolean idle = cell.work().isIdle();
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.add(cell.load());
    command.addAll(List.of("--port", "" + server.port(), "--pid", "" + server.child().pid()));
    command.addAll(List.of("--connections", idle ? "1" : "" + cell.connections()));
    command.addAll(List.of("--size", "" + cell.size()));
    if (cell.work().suite() == Suite.UDP) {
      command.addAll(List.of("--window", "" + cell.window()));
      command.addAll(List.of("--segments", "" + cell.segments()));
    }
    command.addAll(List.of(more));
    return Session.open(Child.start(command, cpus.load(cell.place())), server);
  }

  /** Asks a server until it has used so much CPU time. */
  void warm(Cell cell, Peer.Server server, int cpuMillis) throws IOException {
    try (Session session = open(cell, server)) {
      session.warmUntilUsed(cpuMillis);
    }
  }
}
