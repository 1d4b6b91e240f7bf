package mortise.cli;

import java.util.List;
import mortise.testing.Program;

/** Command lines of verbs, for tests of other packages. */
public final class Commands {
  private Commands() {}

  /** nc in a JVM of its own. */
  public static List<String> nc(Object... arguments) {
    return Mortise.command(Program.words("nc", List.of(arguments)).toArray());
  }
}
