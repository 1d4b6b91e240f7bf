package mortise.cli.nc;

import java.util.ArrayList;
import java.util.List;

/** The options that were given, with their values as they were written, and the words between. */
final class ParsedOptions {
  private final List<String>[] values;
  private final List<String> words;

  private ParsedOptions(List<String>[] values, List<String> words) {
    this.values = values;
    this.words = words;
  }

  /**
   * Reads a command line.
   *
   * @throws UsageException when it is none; where it asks for the help before that, that is what it
   *     is
   */
  static ParsedOptions parse(String... args) {
    @SuppressWarnings({"unchecked", "rawtypes"})
    List<String>[] values = new List[NcOption.values().length];
    boolean permutes = System.getenv("POSIXLY_CORRECT") == null;
    Getopt getopt = new Getopt(args, permutes);
    for (NcOption option; (option = getopt.next()) != null; ) {
      List<String> all = values[option.ordinal()];
      if (all == null) {
        all = new ArrayList<>(1);
        values[option.ordinal()] = all;
      }
      all.add(getopt.value());
      if (option == NcOption.HELP || option == NcOption.VERSION) {
        break;
      }
    }
    return new ParsedOptions(values, getopt.words());
  }

  boolean has(NcOption option) {
    return values[option.ordinal()] != null;
  }

  boolean hasAny(NcOption... options) {
    for (NcOption option : options) {
      if (has(option)) {
        return true;
      }
    }
    return false;
  }

  int times(NcOption option) {
    return has(option) ? values[option.ordinal()].size() : 0;
  }

  /** The value that was given last, or null. */
  String value(NcOption option) {
    return has(option) ? values[option.ordinal()].getLast() : null;
  }

  List<String> values(NcOption option) {
    return has(option) ? List.copyOf(values[option.ordinal()]) : List.of();
  }

  /** What is no option: host and port. */
  List<String> words() {
    return words;
  }
}
