package mortise.examples;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The example programs, and the commands that run them. */
final class Examples {
  static final Path FOLDER = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final Path CLASSES = FOLDER.resolve("target/programs");
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  /** The programs run on the layer of these tests. */
  private static final String LAYER = "-Dmortise.sys=" + System.getProperty("mortise.sys", "auto");

  private Examples() {}

  /** The command line that the launcher makes of {@code mortise run examples/NAME.java}. */
  static List<String> run(String name, Object... arguments) {
    return command(
        List.of(
            JAVA,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            LAYER,
            "--enable-native-access=mortise",
            "--add-opens=java.base/java.lang=mortise",
            "--module-path",
            modulesOfTheCommand(),
            "-m",
            "mortise.cli/mortise.cli.Main",
            "run",
            FOLDER.resolve(name + ".java").toString()),
        arguments);
  }

  /** The command itself, with the libraries of its class path. */
  static List<String> mortise(Object... arguments) {
    String libraries =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(path -> path.matches(".*/(luaj|uplot)[^/]*\\.jar"))
            .collect(Collectors.joining(File.pathSeparator));
    return command(
        List.of(
            JAVA,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=mortise",
            "--add-opens=java.base/java.lang=mortise",
            "--module-path",
            modulesOfTheCommand(),
            "--class-path",
            libraries,
            "-m",
            "mortise.cli/mortise.cli.Main"),
        arguments);
  }

  /** A program as a user of the JDK alone runs it. */
  static List<String> byJava(String name, Object... arguments) {
    return command(
        List.of(
            JAVA,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            LAYER,
            "--enable-native-access=mortise",
            "--module-path",
            library(),
            "--add-modules=mortise",
            FOLDER.resolve(name + ".java").toString()),
        arguments);
  }

  /** The same program, compiled before: for what does not ask how it was started. */
  static List<String> compiled(String name, Object... arguments) {
    if (!Compiled.ERRORS.isEmpty()) {
      throw new AssertionError(Compiled.ERRORS);
    }
    return java(CLASSES.toString(), name, arguments);
  }

  /** A compiled program that has a class path of its own. */
  static List<String> java(String classPath, String name, Object... arguments) {
    return command(
        List.of(
            JAVA,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            LAYER,
            "--enable-native-access=mortise",
            "--add-opens=java.base/java.lang=mortise",
            "--module-path",
            library(),
            "--add-modules=mortise",
            "--class-path",
            classPath,
            name),
        arguments);
  }

  /** One of the seed's programs in Python, which prints as it would on a terminal. */
  static List<String> python(String name) {
    return List.of("python3", "-u", FOLDER.resolve("python/" + name).toString());
  }

  /** What the compiler had to say about all of them. */
  static String compilerOutput() {
    return Compiled.ERRORS;
  }

  static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  /** A transcript without the port that the kernel chose. */
  static String withoutPort(String transcript) {
    return transcript.replaceAll("', \\d+\\)", "', PORT)");
  }

  private static List<String> command(List<String> java, Object... arguments) {
    List<String> command = new ArrayList<>(java);
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    return command;
  }

  static String library() {
    return ModuleLayer.boot()
        .configuration()
        .findModule("mortise")
        .flatMap(module -> module.reference().location())
        .map(location -> Path.of(location).toString())
        .orElseThrow();
  }

  /** What the launcher has on the module path. */
  private static String modulesOfTheCommand() {
    Stream<String> homes = Stream.of("mortise.cli.Main", "picocli.CommandLine").map(Examples::home);
    Stream<String> keys =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(path -> path.matches(".*/bc(pkix|prov|util)-[^/]*\\.jar"));
    return Stream.of(Stream.of(library()), homes, keys)
        .flatMap(part -> part)
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The jar or folder of a class on the class path. */
  static String home(String name) {
    try {
      Class<?> type = Class.forName(name);
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (ReflectiveOperationException | java.net.URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** All programs, compiled once. */
  private static final class Compiled {
    static final String ERRORS = compile();

    private static String compile() {
      StringWriter said = new StringWriter();
      PrintWriter out = new PrintWriter(said, true);
      try {
        List<String> arguments =
            new ArrayList<>(
                List.of(
                    "-Xlint:all",
                    "-Werror",
                    "--module-path",
                    library(),
                    "--add-modules=mortise",
                    "-d",
                    CLASSES.toString()));
        sources().forEach(source -> arguments.add(source.toString()));
        ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
        int status = javac.run(out, out, arguments.toArray(String[]::new));
        return status == 0 ? said.toString() : said + "javac: " + status;
      } catch (IOException e) {
        return e.toString();
      }
    }
  }
}
