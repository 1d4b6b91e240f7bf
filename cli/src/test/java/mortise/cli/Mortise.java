package mortise.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mortise.testing.Program;

/** The command in a JVM of its own, as the launcher starts it. */
public final class Mortise {
  private Mortise() {}

  /** The command line; arguments that begin with -D go to the JVM. */
  public static List<String> command(Object... arguments) {
    Stream<String> java =
        Stream.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dmortise.tls=" + System.getProperty("mortise.tls", "auto"),
            "-Dmortise.sys=" + System.getProperty("mortise.sys", "auto"),
            "--enable-native-access=mortise",
            "--add-opens=java.base/java.lang=mortise,mortise.cli",
            "--module-path",
            System.getProperty("jdk.module.path"),
            "--class-path",
            luaj());
    List<String> words = Program.words(arguments);
    return Stream.of(
            java,
            words.stream().filter(word -> word.startsWith("-D")),
            Stream.of("-m", "mortise.cli/mortise.cli.Main"),
            words.stream().filter(word -> !word.startsWith("-D")))
        .flatMap(part -> part)
        .toList();
  }

  /** The words of the command line, each quoted for a shell. */
  public static List<String> quoted(Object... arguments) {
    return command(arguments).stream().map(word -> "'" + word + "'").toList();
  }

  /** Starts it. */
  public static Program start(Object... arguments) throws IOException {
    return Program.start(command(arguments));
  }

  /** The library that no module can be made of. */
  private static String luaj() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(path -> path.contains("luaj"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
