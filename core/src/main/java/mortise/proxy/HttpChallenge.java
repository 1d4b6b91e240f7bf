package mortise.proxy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A challenge or credentials, RFC 9110 section 11: a scheme with parameters or with one value. What
 * cannot be read is left out.
 *
 * @param scheme in lower case
 * @param token the value that is no parameter, as of Basic, or empty
 * @param parameters by their names in lower case
 */
record HttpChallenge(String scheme, String token, Map<String, String> parameters) {
  /** All challenges of some fields. */
  static List<HttpChallenge> parse(List<String> values) {
    List<HttpChallenge> all = new ArrayList<>();
    values.forEach(value -> parse(value, all));
    return all;
  }

  private static void parse(String value, List<HttpChallenge> all) {
    Scanner scanner = new Scanner(value);
    Map<String, String> parameters = null;
    while (scanner.skip(" \t,")) {
      String name = scanner.token();
      if (name.isEmpty()) {
        return;
      }
      if (parameters != null && scanner.takesEquals()) {
        parameters.putIfAbsent(lower(name), scanner.value());
      } else if (parameters == null || !isQuality(name)) {
        parameters = new LinkedHashMap<>();
        all.add(new HttpChallenge(lower(name), scanner.token68(), parameters));
      }
    }
  }

  /** A list of qualities without its quotes, {@code qop=auth,auth-int}, goes on with no scheme. */
  private static boolean isQuality(String name) {
    return name.equals("auth") || name.equals("auth-int");
  }

  /** Reads a field from its beginning to its end, each character once or twice. */
  private static final class Scanner {
    private final String text;
    private int at;

    Scanner(String text) {
      this.text = text;
    }

    /** Whether something is behind these characters. */
    boolean skip(String characters) {
      while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      return at < text.length();
    }

    String token() {
      int begin = at;
      while (at < text.length() && HttpHead.isToken(text.substring(at, at + 1))) {
        at++;
      }
      return text.substring(begin, at);
    }

    /** Takes the equals sign of a parameter, with the blanks around it. */
    boolean takesEquals() {
      int begin = at;
      if (skip(" \t") && text.charAt(at) == '=') {
        at++;
        skip(" \t");
        return true;
      }
      at = begin;
      return false;
    }

    /** A quoted string without its quotes, or all to the next blank or comma. */
    String value() {
      StringBuilder value = new StringBuilder();
      if (at < text.length() && text.charAt(at) == '"') {
        for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
          at += text.charAt(at) == '\\' && at + 1 < text.length() ? 1 : 0;
          value.append(text.charAt(at));
        }
        at = Math.min(at + 1, text.length());
      } else {
        for (; at < text.length() && " \t,".indexOf(text.charAt(at)) < 0; at++) {
          value.append(text.charAt(at));
        }
      }
      return value.toString();
    }

    /** What is behind a scheme, where it is no parameter: it ends with the field or a comma. */
    String token68() {
      int begin = at;
      if (skip(" \t") && at > begin) {
        int first = at;
        while (at < text.length() && isToken68(text.charAt(at))) {
          at++;
        }
        int letters = at;
        while (at < text.length() && text.charAt(at) == '=') {
          at++;
        }
        int end = at;
        if (letters > first && (!skip(" \t") || text.charAt(at) == ',')) {
          return text.substring(first, end);
        }
      }
      at = begin;
      return "";
    }

    private static boolean isToken68(char c) {
      return c < 0x80 && Character.isLetterOrDigit(c) || "-._~+/".indexOf(c) >= 0;
    }
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  String parameterOr(String name, String other) {
    return parameters.getOrDefault(name, other);
  }

  /** Text as a quoted string, RFC 9110 section 5.6.4. */
  static String quote(String text) {
    return "\"" + text.replaceAll("[\\\\\"]", "\\\\$0") + "\"";
  }
}
