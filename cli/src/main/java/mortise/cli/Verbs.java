package mortise.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import mortise.cli.shell.CommandVersion;
import mortise.cli.shell.OutputException;
import mortise.cli.shell.StandardOutput;
import mortise.cli.watch.RecordException;
import mortise.net.ByteText;
import mortise.net.Printable;
import mortise.process.DescriptorException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The verbs of the command: takes one, and turns whatever goes wrong into one sentence. */
@Command(
    name = "mortise",
    description = "BSD sockets for Java.",
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n",
    mixinStandardHelpOptions = true,
    versionProvider = Verbs.Version.class,
    footer = {
      "",
      "Examples:",
      "  mortise nc example.com 80      connect; it has all options of ncat",
      "  mortise demo                   a conversation; --trace shows its calls",
      "  mortise sockets -l             listening sockets of this machine",
      "  mortise help VERB              help of a verb; --man shows its manual page"
    },
    scope = ScopeType.INHERIT)
final class Verbs implements Runnable {
  /** In the order of the help; {@code nc} comes before them. */
  private static final List<String> NAMES =
      List.of(
          "demo",
          "learn",
          "relay",
          "run",
          "ping",
          "sockets",
          "serve",
          "bench",
          "completion",
          "help",
          "manual");

  /** The verbs that need the model of all others. */
  private static final List<String> NEED_ALL = List.of("completion", "manual");

  @Spec private CommandSpec spec;

  private static Object verb(String name) {
    return switch (name) {
      case "demo" -> new Demo();
      case "learn" -> new Learn();
      case "relay" -> new Relay();
      case "run" -> new Run();
      case "ping" -> new Ping();
      case "sockets" -> new Sockets();
      case "serve" -> new Serve();
      case "bench" -> new Bench();
      case "completion" -> new Completion();
      case "help" -> new Help();
      case "manual" -> new ManualPages();
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** The verbs of the help. */
  static List<String> names() {
    return Stream.concat(Stream.of("nc"), NAMES.stream().filter(name -> !name.equals("manual")))
        .toList();
  }

  /** Runs the command on this process's streams and returns its exit status. */
  static int run(String... args) {
    PrintWriter out = StandardOutput.writer();
    PrintWriter err = new PrintWriter(System.err, true);
    return run(out, err, args);
  }

  /** Runs the command and returns its exit status. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine mortise =
        commandLine(args)
            .setOut(out)
            .setErr(err)
            .setParameterExceptionHandler((e, _) -> explainUsage(e))
            .setExecutionExceptionHandler((e, line, _) -> explain(e, line));
    mortise.setExecutionStrategy(parsed -> execute(parsed, mortise));
    return mortise.execute(args);
  }

  /** Runs a verb, or prints its help, to the last byte. */
  private static int execute(ParseResult parsed, CommandLine mortise) {
    // With --help picocli does not refuse what it does not know.
    if (!parsed.hasSubcommand() && !parsed.unmatched().isEmpty()) {
      throw new UnmatchedArgumentException(mortise, parsed.unmatched());
    }
    try {
      int status = new CommandLine.RunLast().execute(parsed);
      mortise.getOut().flush();
      return status;
    } catch (OutputException e) {
      return explain(e, mortise);
    }
  }

  /** The whole command as picocli has it. */
  static CommandLine commandLine() {
    CommandLine mortise = new CommandLine(new Verbs());
    mortise.addSubcommand("nc", NcModel.spec());
    NAMES.forEach(name -> mortise.addSubcommand(name, new CommandLine(verb(name))));
    return styled(mortise);
  }

  /**
   * The part of the command that a command line needs. A start of one verb does not read the
   * annotations of the others, which takes longer than all else that it does.
   */
  private static CommandLine commandLine(String... args) {
    String first = args.length == 0 ? "" : args[0];
    if (!NAMES.contains(first) || NEED_ALL.contains(first)) {
      return commandLine();
    }
    CommandLine mortise = new CommandLine(new Verbs());
    mortise.addSubcommand(first, new CommandLine(verb(first)));
    return styled(mortise);
  }

  private static CommandLine styled(CommandLine mortise) {
    mortise.registerConverter(Path.class, ByteText::path);
    CommandLine run = mortise.getSubcommands().get("run");
    if (run != null) {
      run.setStopAtPositional(true); // what follows the program's name is the program's
    }
    HelpStyle.apply(mortise);
    return mortise;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing verb");
  }

  private static int explainUsage(ParameterException e) {
    e.getCommandLine().getErr().println(UsageError.about(e));
    return Main.USAGE;
  }

  private static int explain(Exception e, CommandLine line) {
    return explain(e, line.getErr());
  }

  /** Prints a sentence about what has ended a verb, and returns the exit status. */
  static int explain(Exception e, PrintWriter err) {
    if (e instanceof OutputException o && o.isBrokenPipe()) {
      return Main.BROKEN_PIPE;
    }
    err.printf(Locale.ROOT, "mortise: %s%n", Printable.line(sentence(e)));
    return isOfTheNetwork(e) ? Main.NETWORK : Main.USAGE;
  }

  /**
   * What this machine has not, or cannot read or write, is not a network error: ncat exits with 2
   * as well.
   */
  private static boolean isOfTheNetwork(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof RecordException
          || cause instanceof OutputException
          || cause instanceof FileSystemException
          || cause instanceof DescriptorException) {
        return false;
      }
    }
    return e instanceof IOException || e instanceof UncheckedIOException;
  }

  private static String sentence(Exception e) {
    Throwable told =
        e instanceof UncheckedIOException && !(e instanceof OutputException) ? e.getCause() : e;
    String message = told.getMessage();
    return message == null || message.isBlank() ? told.getClass().getSimpleName() : message;
  }

  /** The version of the command. */
  static String version() {
    return CommandVersion.text();
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {CommandVersion.line()};
    }
  }
}
