package mortise.cli;

import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What must hold of a command line beyond what picocli checks. */
final class Usage {
  private Usage() {}

  /**
   * Checks.
   *
   * @throws ParameterException with this sentence when it does not hold
   */
  static void check(CommandSpec verb, boolean holds, String sentence, Object... values) {
    if (!holds) {
      throw wrong(verb, sentence, values);
    }
  }

  static ParameterException wrong(CommandSpec verb, String sentence, Object... values) {
    return new ParameterException(verb.commandLine(), String.format(Locale.ROOT, sentence, values));
  }
}
