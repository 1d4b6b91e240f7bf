package mortise.cli;

import mortise.cli.shell.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** How the help of all verbs looks. */
final class HelpStyle {
  /** The columns that the help takes on narrower and on wider terminals. */
  private static final int NARROW = 55;

  private static final int WIDE = 100;

  /** With more options than these, the synopsis does not name them. */
  private static final int FEW = 4;

  private HelpStyle() {}

  /** The style for standard output. */
  static void apply(CommandLine mortise) {
    apply(mortise, Terminal.width(1), Terminal.isColoured(1));
    mortise.getSubcommands().values().forEach(verb -> apply(verb.getCommandSpec()));
  }

  /** The style for a terminal of this width; the rest of the style is applied once. */
  static void apply(CommandLine mortise, int columns, boolean coloured) {
    mortise.setColorScheme(CommandLine.Help.defaultColorScheme(coloured ? Ansi.ON : Ansi.OFF));
    mortise.setUsageHelpWidth(Math.clamp(columns, NARROW, WIDE));
  }

  private static void apply(CommandSpec verb) {
    OptionSpec version = verb.findOption("--version");
    if (version != null && version.versionHelp()) {
      // It is the same for all verbs, and documented once.
      verb.remove(version);
      verb.addOption(OptionSpec.builder(version).hidden(true).build());
    }
    UsageMessageSpec message = verb.usageMessage();
    message.abbreviateSynopsis(verb.options().size() > FEW);
    message.parameterListHeading("%n");
    message.optionListHeading(verb.positionalParameters().isEmpty() ? "%n" : "");
  }
}
