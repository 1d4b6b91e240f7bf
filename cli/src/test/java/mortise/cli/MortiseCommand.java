package mortise.cli;

import java.io.IOException;
import java.util.List;
import mortise.testing.Program;

/** {@link Mortise} for the tests of other packages. */
public final class MortiseCommand {
  private MortiseCommand() {}

  /** Starts the command in a JVM of its own. */
  public static Program start(Object... arguments) throws IOException {
    return Program.start(new ProcessBuilder(Mortise.command(arguments)));
  }

  /** The words of the command line, each quoted for a shell. */
  public static List<String> quoted(Object... arguments) {
    return Mortise.command(arguments).stream().map(word -> "'" + word + "'").toList();
  }
}
