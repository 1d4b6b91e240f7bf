package mortise.cli.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mortise.cli.shell.Suggestion;

/**
 * An address as it was written: {@code KIND:BODY,option,option=value}. A backslash takes the comma
 * behind it, and any other character, as it is; so do quotes with all that is between them.
 *
 * @param text all of it
 * @param body what is between the kind's colon and the first comma
 */
record AddressSpec(String text, AddressKind kind, String body, List<Given> options) {
  /** An option and its value, empty where it has none. */
  record Given(AddressOption option, String value) {}

  /**
   * Reads an address.
   *
   * @throws BadAddressException when there is no such kind or option, or a value is missing or
   *     superfluous; the message has a suggestion
   */
  static AddressSpec parse(String text) {
    List<String> parts = joined(split(text));
    String first = parts.getFirst();
    int colon = first.indexOf(':');
    String name = colon < 0 ? first : first.substring(0, colon);
    String body = colon < 0 ? "" : first.substring(colon + 1);
    String wanted = name.equals("-") ? AddressKind.STDIO.name : name;
    AddressKind kind =
        AddressKind.of(wanted)
            .orElseThrow(() -> new BadAddressException(text, noKind(wanted, body, colon >= 0)));
    if (body.isEmpty() && !kind.syntax.isEmpty() && !kind.syntax.startsWith("[PATH")) {
      throw new BadAddressException(text, "lacks " + kind.syntax + " after '" + kind.name + ":'");
    }
    if (!body.isEmpty() && kind.syntax.isEmpty()) {
      throw new BadAddressException(text, "'" + kind.name + "' takes no value after a colon");
    }
    List<Given> options = new ArrayList<>();
    for (String option : parts.subList(1, parts.size())) {
      options.add(given(text, kind, option, options));
    }
    return new AddressSpec(text, kind, body, List.copyOf(options));
  }

  /** In a line for the shell a comma is one, where no option follows. */
  private static List<String> joined(List<String> parts) {
    if (!parts.getFirst().startsWith("sh:")) {
      return parts;
    }
    int end = parts.size();
    while (end > 1 && isOption(parts.get(end - 1))) {
      end--;
    }
    List<String> all = new ArrayList<>();
    all.add(String.join(",", parts.subList(0, end)));
    all.addAll(parts.subList(end, parts.size()));
    return all;
  }

  private static boolean isOption(String part) {
    return AddressOption.of(part.replaceFirst("=.*", ""))
        .filter(option -> option.fits(AddressKind.SHELL))
        .isPresent();
  }

  private static String noKind(String name, String body, boolean colon) {
    String hint = Suggestion.sentence(name, AddressKind.names());
    if (hint.isEmpty() && colon && body.matches("\\d+")) {
      hint = " Did you mean 'tcp:" + name + ":" + body + "'?";
    } else if (hint.isEmpty() && name.startsWith("/")) {
      hint = " Did you mean 'file:" + name + "' or 'unix:" + name + "'?";
    } else if (hint.isEmpty() && name.matches("\\d+")) {
      hint = " Did you mean 'tcp-listen:" + name + "'?";
    }
    return "unknown kind '" + name + "'." + hint;
  }

  private static Given given(String text, AddressKind kind, String written, List<Given> before) {
    int equals = written.indexOf('=');
    String name = equals < 0 ? written : written.substring(0, equals);
    AddressOption option =
        AddressOption.of(name)
            .orElseThrow(() ->
                new BadAddressException(
                    text,
                    "unknown option '"
                        + name
                        + "'."
                        + Suggestion.sentence(name, AddressOption.names(kind))
                        + (kind == AddressKind.EXEC ? " A literal comma is \\,." : "")));
    if (!option.fits(kind)) {
      throw new BadAddressException(
          text, "option '" + name + "' does not apply to '" + kind.name + "' addresses");
    }
    if (equals < 0 && option.needsValue()) {
      throw new BadAddressException(text, "option '" + name + "' lacks =" + option.value);
    }
    if (equals >= 0 && !option.takesValue()) {
      throw new BadAddressException(text, "option '" + name + "' takes no value");
    }
    if (!option.repeats() && before.stream().anyMatch(given -> given.option == option)) {
      throw new BadAddressException(text, "option '" + name + "' is given twice");
    }
    return new Given(option, equals < 0 ? "" : written.substring(equals + 1));
  }

  /**
   * The parts between commas. Of a program's line the first part keeps its quotes for the words.
   */
  private static List<String> split(String text) {
    boolean command = text.startsWith("exec:") || text.startsWith("sh:");
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean keeps = command && parts.isEmpty();
      if (c == '\\' && i + 1 < text.length() && quote != '\'') {
        char next = text.charAt(++i);
        part.append(keeps && next != ',' ? "\\" : "").append(next);
      } else if (quote != 0 ? c == quote : c == '\'' || c == '"') {
        quote = quote == 0 ? c : 0;
        part.append(keeps ? c : "");
      } else if (c == ',' && quote == 0) {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    if (quote != 0) {
      throw new BadAddressException(text, "unterminated quote " + quote);
    }
    parts.add(part.toString());
    return parts;
  }

  boolean has(AddressOption option) {
    return options.stream().anyMatch(given -> given.option == option);
  }

  Optional<String> value(AddressOption option) {
    return values(option).stream().findFirst();
  }

  List<String> values(AddressOption option) {
    return options.stream()
        .filter(given -> given.option == option)
        .map(given -> given.value)
        .toList();
  }

  BadAddressException wrong(String why) {
    return new BadAddressException(text, why);
  }

  BadAddressException wrong(AddressOption option, String why) {
    return wrong("option '" + option.name + "': " + why);
  }

  /** The address without its options, of which some are secret. */
  @Override
  public String toString() {
    return kind.name + (body.isEmpty() ? "" : ":" + body);
  }
}
