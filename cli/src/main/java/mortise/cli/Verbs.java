package mortise.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The verbs of the command: takes one, and turns whatever goes wrong into one sentence. */
@Command(
    name = "mortise",
    description = "BSD sockets for Java.",
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n",
    mixinStandardHelpOptions = true,
    versionProvider = Verbs.Version.class,
    scope = ScopeType.INHERIT,
    subcommands = {Demo.class, Run.class, Sockets.class})
final class Verbs implements Runnable {
  @Spec private CommandSpec spec;

  /** Runs the command on this process's streams and returns its exit status. */
  static int run(String... args) {
    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    return run(out, err, args);
  }

  /** Runs the command and returns its exit status. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine mortise = new CommandLine(new Verbs());
    // What follows the program's name is the program's.
    mortise.getSubcommands().get("run").setStopAtPositional(true);
    return mortise
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler((e, _) -> explainUsage(e))
        .setExecutionExceptionHandler((e, line, _) -> explain(e, line))
        .execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing verb");
  }

  private static int explainUsage(ParameterException e) {
    CommandLine line = e.getCommandLine();
    String command = line.getCommandSpec().qualifiedName();
    line.getErr().printf("mortise: %s. Try '%s --help'.%n", sentence(e), command);
    return Main.USAGE;
  }

  private static int explain(Exception e, CommandLine line) {
    line.getErr().printf("mortise: %s%n", sentence(e));
    return e instanceof IOException || e instanceof UncheckedIOException
        ? Main.NETWORK
        : Main.USAGE;
  }

  private static String sentence(Exception e) {
    Throwable told = e instanceof UncheckedIOException ? e.getCause() : e;
    String message = told.getMessage();
    return message == null || message.isBlank()
        ? told.getClass().getSimpleName()
        : message.lines().findFirst().orElseThrow();
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Verbs.class.getModule().getDescriptor().rawVersion().orElse("unknown");
      String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
      return new String[] {
        "mortise %s (Java %s, %s)".formatted(version, Runtime.version(), system)
      };
    }
  }
}
