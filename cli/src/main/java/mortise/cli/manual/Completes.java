package mortise.cli.manual;

import picocli.CommandLine.Model.ArgSpec;

/** The kinds of completion of an argument, in the syntax of each shell. */
enum Completes {
  WORD("", ""),
  FILE("compgen -f", "_files"),
  HOST("compgen -A hostname", "_hosts"),
  PORT("compgen -A service", "_ports"),
  PROGRAM("compgen -c", "_command_names -e"),
  NOTHING("", "");

  private final String bash;
  private final String zsh;

  Completes(String bash, String zsh) {
    this.bash = bash;
    this.zsh = zsh;
  }

  /** By its type and by what the help calls it. */
  static Completes by(ArgSpec argument) {
    if (!Model.candidates(argument).isEmpty()) {
      return WORD;
    }
    if (Model.isFile(argument)) {
      return FILE;
    }
    String label = argument.paramLabel().replaceAll("^<|[>\\[,].*$", "");
    return switch (label) {
      case "HOST", "ADDR" -> HOST;
      // What options call a port has no name.
      case "PORT" -> argument.isPositional() ? PORT : NOTHING;
      case "COMMAND" -> PROGRAM;
      default -> NOTHING;
    };
  }

  /** The command of bash that lists what begins with what there is. */
  String bash() {
    return bash;
  }

  /** The function of zsh. */
  String zsh() {
    return zsh;
  }
}
