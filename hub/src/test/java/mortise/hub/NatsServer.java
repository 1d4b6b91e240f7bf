package mortise.hub;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mortise.testing.FreePort;
import mortise.testing.Program;

/** A nats-server on a port that stays the same when it is started anew. */
final class NatsServer implements AutoCloseable {
  private final int port = freePort();
  private final List<Object> options;
  private Program program;

  private NatsServer(List<Object> options) throws IOException {
    this.options = options;
  }

  /** Starts one; more options as on its command line. */
  static NatsServer start(Object... options) throws IOException, InterruptedException {
    NatsServer server = new NatsServer(List.of(options));
    server.startAgain();
    return server;
  }

  /** One with JetStream, which keeps its files in a folder. */
  static NatsServer withStreams(Path folder) throws IOException, InterruptedException {
    return start("-js", "-sd", folder);
  }

  /** Three that know each other, each with a folder for its streams. */
  static List<NatsServer> cluster(Path folder) throws IOException, InterruptedException {
    List<Integer> routes = List.of(freePort(), freePort(), freePort());
    String all =
        String.join(",", routes.stream().map(route -> "nats://127.0.0.1:" + route).toList());
    List<NatsServer> servers = new ArrayList<>();
    for (int i = 0; i < routes.size(); i++) {
      servers.add(
          start(
              "-n",
              "n" + i,
              "-cluster_name",
              "c",
              "-cluster",
              "nats://127.0.0.1:" + routes.get(i),
              "-routes",
              all,
              "-js",
              "-sd",
              folder.resolve("n" + i)));
    }
    return servers;
  }

  static int freePort() throws IOException {
    return FreePort.next();
  }

  int port() {
    return port;
  }

  String url() {
    return "nats://127.0.0.1:" + port;
  }

  void startAgain() throws IOException, InterruptedException {
    startAgain(options.toArray());
  }

  /** With other options than before. */
  void startAgain(Object... options) throws IOException, InterruptedException {
    program = Program.start("nats-server", "-a", "127.0.0.1", "-p", port, Program.words(options));
    program.awaitListening(port);
  }

  /** As kill -9. */
  void kill() throws IOException, InterruptedException {
    program.signal("KILL").end();
  }

  @Override
  public void close() {
    program.close();
  }
}
