package mortise.cli;

import java.util.Arrays;
import mortise.cli.nc.CommandName;
import mortise.cli.nc.Ncat;
import mortise.cli.shell.StandardError;
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
    return status(exact);
  }

  /** Runs the command line. */
  static int status(String... args) {
    return switch (args.length == 0 ? "" : args[0]) {
      case "nc" -> Ncat.main(CommandName.VERB, rest(args));
      case "ncat" -> Ncat.main(CommandName.NCAT, rest(args));
      case "help" -> status(helpOf(rest(args)));
      default -> Verbs.run(args);
    };
  }

  private static String[] rest(String... args) {
    return Arrays.copyOfRange(args, 1, args.length);
  }

  /** {@code help VERB} as {@code VERB --help}, {@code help --man VERB} as the manual page. */
  private static String[] helpOf(String... args) {
    if (args.length == 0) {
      return new String[] {"--help"};
    }
    if (args[0].equals("--man")) {
      return new String[] {"manual", "--show=" + (args.length > 1 ? args[1] : "")};
    }
    String[] line = new String[args.length + 1];
    line[0] = args[0];
    line[1] = "--help";
    System.arraycopy(args, 1, line, 2, args.length - 1);
    return line;
  }
}
