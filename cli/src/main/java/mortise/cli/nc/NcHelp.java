package mortise.cli.nc;

import java.lang.module.ModuleDescriptor;
import mortise.cli.nc.NcOption.Group;

/** What nc says of itself. */
final class NcHelp {
  private static final int COLUMN = 29;

  private NcHelp() {}

  /** {@code Version 0.1.0 (mortise; the options of ncat 7.99)}. */
  static String version() {
    ModuleDescriptor module = NcHelp.class.getModule().getDescriptor();
    String version = module == null ? "unknown" : module.rawVersion().orElse("unknown");
    return "Version " + version + " ( mortise, with the options of ncat 7.99 )";
  }

  static String text() {
    StringBuilder text = new StringBuilder();
    text.append("Usage: nc [OPTION ...] [HOST] [PORT]\n\n");
    text.append("Times are in seconds, or end in ms, s, m or h (500ms).\n");
    for (Group group : Group.values()) {
      if (group != Group.HIDDEN) {
        text.append('\n').append(group.title()).append(":\n");
        append(text, group);
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Group group) {
    for (NcOption option : NcOption.values()) {
      if (option.group() == group) {
        int begin = text.length();
        text.append("  ").append(forms(option));
        do {
          text.append(' ');
        } while (text.length() - begin < COLUMN);
        text.append(option.help()).append('\n');
      }
    }
  }

  /** {@code -p, --source-port <port>}. */
  static String forms(NcOption option) {
    StringBuilder forms = new StringBuilder();
    boolean named = option.longName() != null && option.longName().length() > 1;
    if (option.hasLetter()) {
      forms.append('-').append(option.letter()).append(named ? ", " : "");
    } else {
      forms.append("    ");
    }
    if (named) {
      forms.append("--").append(option.longName());
    }
    if (option.takesArgument()) {
      forms.append(" <").append(option.label()).append('>');
    }
    return forms.toString();
  }
}
