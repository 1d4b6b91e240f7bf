package mortise.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import mortise.cli.shell.Terminal;
import mortise.cli.watch.RecordException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
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
    subcommands = {Demo.class, Run.class, Sockets.class, Completion.class, Pages.class})
final class Verbs implements Runnable {
  /** The columns that the help takes on narrower and on wider terminals. */
  private static final int NARROW = 55;

  private static final int WIDE = 100;

  @Spec private CommandSpec spec;

  /** Runs the command on this process's streams and returns its exit status. */
  static int run(String... args) {
    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    return run(out, err, args);
  }

  /** Runs the command and returns its exit status. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    return commandLine()
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler((e, _) -> explainUsage(e))
        .setExecutionExceptionHandler((e, line, _) -> explain(e, line))
        .execute(args);
  }

  /** The whole command as picocli has it. */
  static CommandLine commandLine() {
    CommandLine mortise = new CommandLine(new Verbs());
    // What follows the program's name is the program's.
    mortise.getSubcommands().get("run").setStopAtPositional(true);
    Ansi ansi = Terminal.isColoured(1) ? Ansi.ON : Ansi.OFF;
    mortise.setColorScheme(CommandLine.Help.defaultColorScheme(ansi));
    mortise.setUsageHelpWidth(Math.clamp(Terminal.width(1), NARROW, WIDE));
    return mortise;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing verb");
  }

  private static int explainUsage(ParameterException e) {
    e.getCommandLine().getErr().println(Complaint.about(e));
    return Main.USAGE;
  }

  private static int explain(Exception e, CommandLine line) {
    line.getErr().printf("mortise: %s%n", sentence(e));
    // A record that cannot be written is no fault of the network: ncat says 2 then, too.
    boolean network = e instanceof IOException || e instanceof UncheckedIOException;
    return network && !(e instanceof RecordException) ? Main.NETWORK : Main.USAGE;
  }

  private static String sentence(Exception e) {
    Throwable told = e instanceof UncheckedIOException ? e.getCause() : e;
    String message = told.getMessage();
    return message == null || message.isBlank()
        ? told.getClass().getSimpleName()
        : message.lines().findFirst().orElseThrow();
  }

  /** The version of this module, or "unknown" where it was not packaged. */
  static String version() {
    return Verbs.class.getModule().getDescriptor().rawVersion().orElse("unknown");
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
      return new String[] {
        "mortise %s (Java %s, %s)".formatted(version(), Runtime.version(), system)
      };
    }
  }
}
