package mortise.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import mortise.net.Socket;

/**
 * Runs a class with a main method in a Java process of its own, on the class path, for what has to
 * be set when a process starts.
 */
public final class ChildJvm {
  private final List<String> command = new ArrayList<>();
  private final List<String> options = new ArrayList<>();
  private boolean granted = true;

  /** A program and its arguments to start Java with, such as setpriv(1). */
  public ChildJvm under(String... program) {
    command.addAll(List.of(program));
    return this;
  }

  /** Options of the JVM. */
  public ChildJvm with(String... jvmOptions) {
    options.addAll(List.of(jvmOptions));
    return this;
  }

  /** Without {@code --enable-native-access}; what that leads to is an option of the JVM. */
  public ChildJvm withoutNativeAccess() {
    granted = false;
    return this;
  }

  /** What a process left when it ended; output and errors are one text. */
  public record Result(int status, String output) {
    /** The output of a process that ended well. */
    public String succeeded() {
      if (status != 0) {
        throw new AssertionError("the child ended with status " + status + ":\n" + output);
      }
      return output;
    }
  }

  /** Runs it to its end; the test's own time limit bounds that. */
  public Result run(Class<?> main, String... arguments) throws IOException, InterruptedException {
    List<String> line = line(main, arguments);
    Path output = Files.createTempFile("mortise", ".out");
    Process process = start(line, output);
    try {
      int status = process.waitFor();
      return new Result(status, Files.readString(output));
    } finally {
      process.destroyForcibly();
      Files.delete(output);
    }
  }

  /** Starts it, to be talked to while it runs. */
  public Program start(Class<?> main, String... arguments) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(line(main, arguments));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return Program.start(builder);
  }

  private List<String> line(Class<?> main, String... arguments) {
    List<String> line = new ArrayList<>(command);
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    if (granted) {
      line.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--illegal-native-access=deny"));
    }
    line.addAll(options);
    line.addAll(List.of("-cp", classPath(main), main.getName()));
    line.addAll(List.of(arguments));
    return line;
  }

  private static Process start(List<String> line, Path output) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder.redirectOutput(output.toFile()).start();
  }

  private static String classPath(Class<?> main) {
    Set<Path> roots = new LinkedHashSet<>(List.of(root(Socket.class), root(main)));
    return roots.stream().map(Path::toString).collect(Collectors.joining(":"));
  }

  /** The folder or jar that a class is in, where it was patched into a module too. */
  private static Path root(Class<?> type) {
    String file = type.getName().replace('.', '/') + ".class";
    try {
      URL url = type.getResource("/" + file);
      String place = url.toString().replaceFirst("^jar:", "").replaceFirst("!?/\\Q" + file, "");
      return Path.of(new java.net.URI(place));
    } catch (URISyntaxException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
