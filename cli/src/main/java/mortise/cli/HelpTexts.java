package mortise.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import mortise.cli.nc.CommandName;
import mortise.cli.nc.Ncat;
import mortise.cli.shell.CommandVersion;
import picocli.CommandLine;

/**
 * The help and the version as files. {@code bin/launch} prints them without a JVM, whose start and
 * whose reading of all annotations take longer than everything else that is done for them.
 */
final class HelpTexts {
  /** The usual ones: of what is no terminal, and of all terminals that are wide enough. */
  private static final int[] WIDTHS = {80, 100};

  private HelpTexts() {}

  /** Writes the files into a folder, which is created; those that are there are written anew. */
  static void write(CommandLine mortise, Path folder) throws IOException {
    Path verbs = Files.createDirectories(folder.resolve("verbs"));
    for (int width : WIDTHS) {
      for (boolean coloured : new boolean[] {false, true}) {
        HelpStyle.apply(mortise, width, coloured);
        String look = "." + width + (coloured ? ".colours" : "");
        Files.writeString(folder.resolve("mortise" + look), mortise.getUsageMessage());
        for (Map.Entry<String, CommandLine> verb : mortise.getSubcommands().entrySet()) {
          if (!verb.getKey().equals("nc")) { // which has a help of its own
            String help = verb.getValue().getUsageMessage();
            Files.writeString(verbs.resolve(verb.getKey() + look), help);
          }
        }
      }
    }
    Files.writeString(folder.resolve("version"), CommandVersion.line() + "\n");
    Files.writeString(folder.resolve("nc-version"), Ncat.versionLine());
    Files.writeString(folder.resolve("nc"), CommandName.VERB.help(null));
    Files.writeString(folder.resolve("nc-all"), CommandName.VERB.help("all"));
    Files.writeString(folder.resolve("ncat"), CommandName.NCAT.help(null));
  }
}
