package mortise.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import mortise.cli.tls.ServerNames;
import mortise.process.ChildConfig;
import mortise.process.ChildProcess;
import mortise.process.ChildStream;
import mortise.process.Environment;
import mortise.process.ProcessGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Runs a single-file program in a Java of its own, by the JDK's source launcher, with mortise on
 * the module path and everything granted that it uses.
 */
@Command(
    name = "run",
    description = "Run a single-file Java program with mortise on its module path.")
final class Run implements Callable<Integer> {
  /** The compiler in the child is the larger part of the time until the program starts. */
  private static final List<String> START_FAST =
      List.of("-XX:+UseSerialGC", "-Xshare:auto", "-XX:-UsePerfData");

  private static final int SIGTERM = 15;

  @Spec private CommandSpec spec;

  @Option(names = "--trace", description = "Print every socket call of the program on stderr.")
  private boolean trace;

  @Parameters(index = "0", paramLabel = "FILE.java", description = "The program.")
  private Path file;

  @Parameters(index = "1..*", paramLabel = "ARGUMENT", description = "An argument of the program.")
  private List<String> arguments = List.of();

  @Override
  public Integer call() throws IOException {
    requireProgram();
    LibraryModule library = LibraryModule.current();
    try (ProgramSource source = ProgramSource.of(file, library.exported())) {
      return run(library.location(), source);
    }
  }

  private int run(Path library, ProgramSource source) throws IOException {
    ChildConfig plan =
        ChildConfig.of(command(library, source.file()))
            .streams(ChildStream.INHERIT, ChildStream.INHERIT, ChildStream.INHERIT)
            .group(ProcessGroup.SHARED);
    try (ChildProcess child = ChildProcess.start(plan)) {
      Thread stop =
          new Thread(() -> {
            child.signal(SIGTERM);
            forget(source);
          });
      Runtime.getRuntime().addShutdownHook(stop);
      int status = child.waitFor().shellStatus();
      Runtime.getRuntime().removeShutdownHook(stop);
      return status;
    } catch (IllegalStateException e) {
      // A signal ends this command, and has ended the program.
      return Main.USAGE;
    }
  }

  private static void forget(ProgramSource source) {
    try {
      source.close();
    } catch (IOException _) {
      // Links to files stay in a temporary folder.
    }
  }

  private void requireProgram() {
    if (!file.toString().endsWith(".java")) {
      throw new ParameterException(spec.commandLine(), "'" + file + "' is not a .java file");
    }
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new ParameterException(spec.commandLine(), "program '" + file + "' does not exist");
    }
  }

  private List<String> command(Path library, Path source) {
    Stream<String> java = Stream.of(Path.of(System.getProperty("java.home"), "bin", "java") + "");
    Stream<String> grants =
        Stream.of(
            "--module-path",
            library.toString(),
            "--add-modules=mortise",
            "--enable-native-access=mortise",
            ServerNames.JVM_OPTION,
            "--add-opens=java.base/java.lang=mortise");
    Stream<String> program = Stream.concat(Stream.of(source.toString()), arguments.stream());
    return Stream.of(java, START_FAST.stream(), grants, properties(), program)
        .flatMap(part -> part)
        .toList();
  }

  /** The mortise properties of this command, for the program. */
  private Stream<String> properties() {
    Properties told = System.getProperties();
    if (trace) {
      told = new Properties(told);
      told.setProperty("mortise.trace", "stderr");
    }
    Properties all = told;
    return all.stringPropertyNames().stream()
        .filter(name -> name.startsWith("mortise.") && !name.equals(Environment.USERS_LC_ALL))
        .map(name -> "-D" + name + "=" + all.getProperty(name));
  }
}
