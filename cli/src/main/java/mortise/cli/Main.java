package mortise.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import mortise.cli.nc.CommandName;
import mortise.cli.nc.Ncat;
import mortise.cli.shell.CommandVersion;
import mortise.cli.shell.OutputException;
import mortise.cli.shell.StandardError;
import mortise.cli.shell.StandardOutput;
import mortise.net.Printable;

/**
 * The {@code mortise} command. What has to start fast goes its own way from here, past the parser
 * of the other verbs; nothing that this class mentions loads picocli.
 */
public final class Main {
  static final int OK = 0;
  static final int NETWORK = 1;
  static final int USAGE = 2;

  /** What a shell makes of SIGPIPE, which a JVM never gets. */
  static final int BROKEN_PIPE = 128 + 13;

  private Main() {}

  public static void main(String... args) {
    prepare();
    ProcessExit.with(run(args));
  }

  /** What comes before every command line. */
  static void prepare() {
    ProcessExit.bySignals();
    StandardError.install();
  }

  /** Runs the command line as the JVM has passed it. */
  static int run(String... args) {
    String[] exact;
    try {
      exact = Arguments.exact(args);
    } catch (IllegalArgumentException e) {
      System.err.println(Printable.line("mortise: " + e.getMessage()));
      return USAGE;
    }
    try {
      return status(exact);
    } catch (IllegalCallerException e) {
      // Native access was denied; the text names the option.
      System.err.println(e.getMessage());
      return USAGE;
    }
  }

  /** Runs the command line. */
  static int status(String... args) {
    return switch (args.length == 0 ? "" : args[0]) {
      case "nc" -> Ncat.main(CommandName.VERB, rest(args));
      case "ncat" -> Ncat.main(CommandName.NCAT, rest(args));
      case "--version" -> args.length == 1 ? version() : Verbs.run(args);
      case "demo" -> demo(args);
      default -> Verbs.run(args);
    };
  }

  /** The demo as most call it; other options are those of a verb. */
  private static int demo(String... args) {
    boolean traced = args.length == 2 && args[1].equals("--trace");
    if (args.length > 1 && !traced) {
      return Verbs.run(args);
    }
    try {
      return Demo.run(traced);
    } catch (Exception e) {
      return Verbs.explain(e, new PrintWriter(System.err, true));
    }
  }

  private static int version() {
    try {
      PrintWriter out = StandardOutput.writer();
      out.println(CommandVersion.line());
      out.flush();
      return OK;
    } catch (OutputException e) {
      return Verbs.run("--version"); // which says why, in the words of all verbs
    }
  }

  private static String[] rest(String... args) {
    return Arrays.copyOfRange(args, 1, args.length);
  }
}
