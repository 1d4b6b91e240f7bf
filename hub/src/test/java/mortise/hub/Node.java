package mortise.hub;

import io.nats.client.Nats;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mortise.cli.hub.HubRoom;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.testing.Program;

/** The command in a JVM of its own, as the launcher starts it. */
final class Node implements AutoCloseable {
  private final int port;
  private final Program program;

  private Node(int port, Program program) {
    this.port = port;
    this.program = program;
  }

  /** Listens as a chat or a broker. */
  static Node listen(int port, Object... options) throws IOException, InterruptedException {
    List<String> words = Program.words("nc", "-v", "-l", "127.0.0.1", port, Program.words(options));
    Node node = new Node(port, Program.start(command(words.toArray())));
    node.program.awaitError("Listening on ");
    return node;
  }

  /** The command line. */
  static List<String> command(Object... arguments) {
    return Program.words(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xmx64m",
        "--enable-native-access=mortise",
        "--add-opens=java.base/java.lang=mortise,mortise.cli",
        "--module-path",
        paths(place(Socket.class), place(HubRoom.class), library("picocli")),
        "--class-path",
        paths(place(NatsHub.class), place(Nats.class)),
        "-m",
        "mortise.cli/mortise.cli.Main",
        Program.words(arguments));
  }

  private static String paths(String... paths) {
    return String.join(File.pathSeparator, paths);
  }

  private static String place(Class<?> type) {
    try {
      String place =
          Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
      return place;
    } catch (java.net.URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static String library(String name) {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(path -> path.contains(name))
        .collect(Collectors.joining(File.pathSeparator));
  }

  Program program() {
    return program;
  }

  /** A member of this node. */
  Connection member() throws IOException {
    return Connection.of(Socket.dial("127.0.0.1", port));
  }

  @Override
  public void close() {
    program.close();
  }
}
