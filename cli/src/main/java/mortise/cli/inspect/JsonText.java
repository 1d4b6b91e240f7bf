package mortise.cli.inspect;

import java.util.Map;

/** JSON that is made five times a second for every conversation: an object, member by member. */
final class JsonText {
  private static final String DIGITS = "0123456789abcdef";

  private final StringBuilder text;
  private boolean any;

  JsonText(StringBuilder text) {
    this.text = text;
    text.append('{');
  }

  private StringBuilder name(String name) {
    text.append(any ? ",\"" : "\"").append(name).append("\":");
    any = true;
    return text;
  }

  JsonText put(String name, long number) {
    name(name).append(number);
    return this;
  }

  /** Leaves a zero out. */
  JsonText some(String name, long number) {
    return number == 0 ? this : put(name, number);
  }

  JsonText put(String name, String value) {
    quote(name(name), value);
    return this;
  }

  /** Leaves an empty one out. */
  JsonText some(String name, String value) {
    return value == null || value.isEmpty() ? this : put(name, value);
  }

  JsonText some(String name, boolean truth) {
    return truth ? put(name, 1) : this;
  }

  /** A value that is JSON already. */
  JsonText raw(String name, CharSequence json) {
    name(name).append(json);
    return this;
  }

  JsonText put(String name, Map<String, Long> counts) {
    JsonText inner = new JsonText(name(name));
    counts.forEach(inner::put);
    inner.end();
    return this;
  }

  void end() {
    text.append('}');
  }

  /** In ASCII: what else there is, unpaired surrogates too, is escaped. */
  static void quote(StringBuilder text, String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c >= ' ' && c < 0x7f) {
        text.append(c);
      } else {
        text.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          text.append(DIGITS.charAt(c >> shift & 0xf));
        }
      }
    }
    text.append('"');
  }
}
