package mortise.cli.shell;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A JSON object (RFC 8259) on one line, in ASCII. Its members keep their order; one whose value is
 * null is left out.
 */
public final class Json {
  private final Map<String, Object> members = new LinkedHashMap<>();

  /**
   * A copy of this object with another member.
   *
   * @param value text, a number, a boolean, another object, a list of these, or null
   */
  public Json put(String name, Object value) {
    if (value != null) {
      members.put(name, value);
    }
    return this;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    write(this, text);
    return text.toString();
  }

  private static void write(Object value, StringBuilder text) {
    switch (value) {
      case Json object -> writeObject(object, text);
      case List<?> list -> writeList(list, text);
      // JSON has no infinity and nothing that is no number.
      case Double number when !Double.isFinite(number) -> text.append("null");
      case Number number -> text.append(number);
      case Boolean truth -> text.append(truth);
      default -> quote(value.toString(), text);
    }
  }

  private static void writeObject(Json object, StringBuilder text) {
    char separator = '{';
    for (Map.Entry<String, Object> member : object.members.entrySet()) {
      quote(member.getKey(), text.append(separator));
      write(member.getValue(), text.append(':'));
      separator = ',';
    }
    text.append(object.members.isEmpty() ? "{}" : "}");
  }

  private static void writeList(List<?> list, StringBuilder text) {
    char separator = '[';
    for (Object value : list) {
      write(value, text.append(separator));
      separator = ',';
    }
    text.append(list.isEmpty() ? "[]" : "]");
  }

  private static void quote(String value, StringBuilder text) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c >= ' ' && c < 0x7f) {
        text.append(c);
      } else {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
    }
    text.append('"');
  }
}
