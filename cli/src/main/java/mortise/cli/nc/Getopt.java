package mortise.cli.nc;

import java.util.ArrayList;
import java.util.List;
import mortise.cli.shell.Suggestion;

/**
 * Takes a command line apart as getopt_long(3) of glibc does: options may stand behind other words,
 * letters may share a dash, values may stick to letters or follow {@code =}, and long names may be
 * cut short as long as they mean one option. {@code --} ends the options.
 *
 * <p>Where POSIXLY_CORRECT is set, the first word that is no option ends them too.
 */
final class Getopt {
  private static final NcOption[] TABLE = NcOption.values();

  private final String[] args;
  private final boolean permutes;
  private final List<String> words = new ArrayList<>();
  private int next;

  /** The rest of an argument with several letters, and where it goes on; null between two. */
  private String letters;

  private int at;
  private String value;

  Getopt(String[] args, boolean permutes) {
    this.args = args;
    this.permutes = permutes;
  }

  /**
   * The next option, or null when there are none left.
   *
   * @throws UsageException when an argument is no option, or one that is missing its value
   */
  NcOption next() {
    value = null;
    if (letters != null) {
      return letter();
    }
    while (next < args.length) {
      String arg = args[next++];
      if (arg.length() < 2 || arg.charAt(0) != '-') {
        words.add(arg);
        if (!permutes) {
          rest();
        }
      } else if (arg.equals("--")) {
        rest();
      } else if (arg.charAt(1) == '-') {
        return longOption(arg);
      } else {
        letters = arg;
        at = 1;
        return letter();
      }
    }
    return null;
  }

  /** The value of the option that was last; null where it takes none. */
  String value() {
    return value;
  }

  /** What is no option, once {@link #next} has returned null. */
  List<String> words() {
    return words;
  }

  private void rest() {
    while (next < args.length) {
      words.add(args[next++]);
    }
  }

  private NcOption letter() {
    char c = letters.charAt(at++);
    NcOption option = byLetter(c);
    if (option == null) {
      throw new UsageException("invalid option -- '" + c + "'." + elsewhere(c) + " " + hint());
    }
    boolean last = at == letters.length();
    if (option == NcOption.HELP && last) {
      value = whole();
    } else if (option.takesArgument()) {
      value = last ? argument("option requires an argument -- '" + c + "'") : letters.substring(at);
      last = true;
    }
    if (last) {
      letters = null;
    }
    return option;
  }

  /** What a letter of nc.openbsd is called here: a sentence with a blank in front, or nothing. */
  private static String elsewhere(char c) {
    String here =
        switch (c) {
          case 'X' -> "--proxy-type (and -x is --proxy)";
          case 'P' -> "--proxy-auth";
          case 'T' -> "--tos";
          case 'M' -> "--ttl";
          default -> null;
        };
    return here == null ? "" : " Here it is " + here + ".";
  }

  private static NcOption byLetter(char c) {
    for (NcOption option : TABLE) {
      if (option.letter() == c) {
        return option;
      }
    }
    return null;
  }

  private NcOption longOption(String arg) {
    int equals = arg.indexOf('=');
    String name = arg.substring(2, equals < 0 ? arg.length() : equals);
    NcOption option = byName(name);
    if (option.takesArgument()) {
      value =
          equals < 0
              ? argument("option '--" + option.longName() + "' requires an argument")
              : arg.substring(equals + 1);
    } else if (option == NcOption.HELP) {
      value = equals < 0 ? whole() : arg.substring(equals + 1);
    } else if (equals >= 0) {
      throw new UsageException(
          "option '--" + option.longName() + "' doesn't allow an argument. " + hint());
    }
    return option;
  }

  private NcOption byName(String name) {
    NcOption found = null;
    StringBuilder several = null;
    for (NcOption option : TABLE) {
      String whole = option.longName();
      if (whole == null || !whole.startsWith(name)) {
        continue;
      }
      if (whole.length() == name.length()) {
        return option;
      }
      if (found == null) {
        found = option;
      } else {
        several = several == null ? new StringBuilder(quoted(found)) : several;
        several.append(' ').append(quoted(option));
      }
    }
    if (several != null) {
      throw new UsageException(
          "option '--" + name + "' is ambiguous; possibilities: " + several + ". " + hint());
    }
    if (found == null) {
      throw new UsageException(
          "unrecognized option '--" + name + "'." + guess(name) + " " + hint());
    }
    return found;
  }

  /** A sentence with a blank in front, or nothing. */
  private static String guess(String name) {
    List<String> names = new ArrayList<>();
    for (NcOption option : TABLE) {
      if (option.longName() != null && option.group() != NcOption.Group.HIDDEN) {
        names.add("--" + option.longName());
      }
    }
    return Suggestion.sentence("--" + name, names);
  }

  private static String quoted(NcOption option) {
    return "'--" + option.longName() + "'";
  }

  private String argument(String complaint) {
    if (next == args.length) {
      throw new UsageException(complaint + ". " + hint());
    }
    return args[next++];
  }

  /** {@code --help all} is read as {@code --help=all}, not as a host. */
  private String whole() {
    return next < args.length && args[next].equals("all") ? args[next++] : null;
  }

  private static String hint() {
    return "Try `--help=all' for all options.";
  }
}
