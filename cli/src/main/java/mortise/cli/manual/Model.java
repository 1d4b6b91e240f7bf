package mortise.cli.manual;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What manual and completion ask of picocli's model. */
final class Model {
  private Model() {}

  /** The documented verbs, in order. */
  static List<CommandSpec> verbs(CommandSpec spec) {
    return spec.subcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .filter(verb -> !verb.usageMessage().hidden())
        .distinct()
        .toList();
  }

  /** The documented options; those common to all verbs come last. */
  static List<OptionSpec> options(CommandSpec spec) {
    List<OptionSpec> own = new ArrayList<>();
    List<OptionSpec> common = new ArrayList<>();
    for (OptionSpec option : spec.options()) {
      if (!option.hidden()) {
        (option.usageHelp() || option.versionHelp() ? common : own).add(option);
      }
    }
    own.addAll(common);
    return own;
  }

  /** The heading of the group that an option belongs to; empty for none. */
  static String heading(OptionSpec option) {
    String heading = option.group() == null ? null : option.group().heading();
    return heading == null ? "" : heading.replace("%n", "").strip().replaceFirst(":$", "");
  }

  static boolean takesValue(OptionSpec option) {
    return option.arity().max() > 0;
  }

  static boolean isFile(ArgSpec argument) {
    Class<?> type = argument.typeInfo().getType();
    Class<?>[] parts = argument.auxiliaryTypes();
    return Stream.concat(Stream.of(type), Stream.of(parts))
        .anyMatch(t -> t.equals(Path.class) || t.equals(File.class));
  }

  /** The possible values of an argument, if they are enumerable. */
  static List<String> candidates(ArgSpec argument) {
    List<String> words = new ArrayList<>();
    Iterable<String> told = argument.completionCandidates();
    if (told != null) {
      told.forEach(words::add);
    }
    return words;
  }
}
