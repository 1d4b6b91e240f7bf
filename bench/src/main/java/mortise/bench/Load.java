package mortise.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The load generators, programs in C; the one of TLS is null where it is not needed. */
record Load(Path program, Path tlsProgram, Cpus cpus) {
  static Load build(Tools tools, Cpus cpus) throws IOException {
    return new Load(tools.c("load"), null, cpus);
  }

  static Load buildTls(Tools tools, Cpus cpus) throws IOException {
    return new Load(tools.c("load"), tools.c("tls_load", "-lssl", "-lcrypto"), cpus);
  }

  /** Opens the connections of a cell; those of an idle one come later. */
  Session open(Cell cell, Peer.Server server, String... more) throws IOException {
    boolean idle = cell.work().isIdle();
    Path chosen = cell.work().isTls() ? tlsProgram : program;
    List<String> command = new ArrayList<>(List.of(chosen.toString()));
    command.add(cell.load());
    command.addAll(List.of("--port", "" + server.port(), "--pid", "" + server.child().pid()));
    command.addAll(List.of("--connections", idle ? "1" : "" + cell.connections()));
    command.addAll(List.of("--size", "" + cell.size()));
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
