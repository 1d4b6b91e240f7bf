package mortise.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A server to compare.
 *
 * @param compiles at run time, in a JVM, and so needs time before it is measured
 */
record Peer(String name, String what, boolean compiles, Recipe recipe) {
  /** Builds the server and says how it is called; throws where that cannot be. */
  @FunctionalInterface
  interface Recipe {
    Command command() throws IOException;
  }

  /** Whether it can do the work of a cell: {@code openssl s_server} does not echo. */
  boolean has(Cell cell) {
    return !(name.equals(Peers.TLS_BASE) && cell.mode().equals("echo"));
  }

  /** What stands before mode and port, and what after them. */
  record Command(List<String> before, List<String> after) {}

  /**
   * Starts the server in a mode on a CPU, and waits until it listens.
   *
   * @param jvmOptions for a server that compiles at run time
   */
  Server start(String mode, int cpu, String... jvmOptions) throws IOException {
    Command command = recipe.command();
    List<String> whole = new ArrayList<>(command.before);
    if (compiles) {
      whole.addAll(1, List.of(jvmOptions));
    }
    whole.addAll(List.of(mode, "0"));
    whole.addAll(command.after);
    Child child = Child.start(whole, cpu);
    try {
      String line = child.readLine(60);
      if (!line.startsWith("port ")) {
        throw child.failure("says no port but \"" + line + "\"");
      }
      return new Server(this, child, Integer.parseInt(line.substring(5).strip()));
    } catch (IOException | RuntimeException e) {
      child.close();
      throw e;
    }
  }

  /** One that runs. */
  record Server(Peer peer, Child child, int port) implements AutoCloseable {
    @Override
    public void close() {
      child.close();
    }
  }
}
