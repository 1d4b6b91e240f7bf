package mortise.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import mortise.cli.shell.Suggestion;
import mortise.net.Printable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The sentence about a command line that cannot be understood, with what may have been meant. */
final class UsageError {
  private UsageError() {}

  static String about(ParameterException e) {
    CommandLine line = e.getCommandLine();
    String reason = e instanceof UnmatchedArgumentException u ? unmatched(u) : firstLine(e);
    String end = reason.endsWith("?") || reason.endsWith(".") ? "" : ".";
    String command = line.getCommandSpec().qualifiedName();
    return String.format(
        Locale.ROOT, "mortise: %s%s Try '%s --help'.", Printable.line(reason), end, command);
  }

  private static String firstLine(ParameterException e) {
    String line = Printable.line(e.getMessage());
    return line.replaceFirst("is not an? (int|long)$", "is not a whole number");
  }

  private static String unmatched(UnmatchedArgumentException e) {
    CommandLine line = e.getCommandLine();
    CommandSpec spec = line.getCommandSpec();
    String word = e.getUnmatched().getFirst();
    if (e.isUnknownOption()) {
      // Of --option=value, what is before the value.
      String name = word.startsWith("--") ? word.replaceFirst("=.*", "") : word;
      return "unknown option '" + word + "'." + Suggestion.sentence(name, options(spec));
    }
    List<String> verbs = verbs(line);
    return verbs.isEmpty()
        ? "unexpected argument '" + word + "'"
        : "unknown verb '" + word + "'." + Suggestion.sentence(word, verbs);
  }

  private static List<String> options(CommandSpec spec) {
    return spec.options().stream()
        .filter(option -> !option.hidden())
        .flatMap(option -> Stream.of(option.names()))
        .filter(name -> name.startsWith("--"))
        .toList();
  }

  private static List<String> verbs(CommandLine line) {
    return line.getSubcommands().entrySet().stream()
        .filter(verb -> !verb.getValue().getCommandSpec().usageMessage().hidden())
        .map(verb -> verb.getKey())
        .toList();
  }
}
