package mortise.cli.watch;

/**
 * A JSON object (RFC 8259) on one line, in ASCII. A library would take longer to load than the
 * command takes to connect.
 */
final class JsonLine {
  private final StringBuilder text = new StringBuilder("{");

  /** A string; null leaves the member out. */
  JsonLine put(String name, String value) {
    if (value != null) {
      member(name);
      quote(value);
    }
    return this;
  }

  JsonLine put(String name, long value) {
    member(name).append(value);
    return this;
  }

  JsonLine put(String name, boolean value) {
    member(name).append(value);
    return this;
  }

  /** A number with its fraction, of which the last digit stands for a millionth. */
  JsonLine putMillionths(String name, long millionths) {
    member(name).append(millionths / 1_000_000);
    String fraction = Long.toString(millionths % 1_000_000 + 1_000_000);
    text.append('.').append(fraction, 1, fraction.length());
    return this;
  }

  JsonLine put(String name, JsonLine object) {
    member(name).append(object);
    return this;
  }

  private StringBuilder member(String name) {
    if (text.length() > 1) {
      text.append(',');
    }
    quote(name);
    return text.append(':');
  }

  private void quote(String value) {
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
          text.append(Character.forDigit(c >> shift & 15, 16));
        }
      }
    }
    text.append('"');
  }

  @Override
  public String toString() {
    return text + "}";
  }
}
