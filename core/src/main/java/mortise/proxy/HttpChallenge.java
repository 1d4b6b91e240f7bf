package mortise.proxy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a challenge or an answer to one says, RFC 9110 section 11: a scheme with parameters or with
 * one value. What cannot be read is left out.
 *
 * @param scheme in lower case
 * @param token the value that is no parameter, as of Basic, or empty
 * @param parameters by their names in lower case
 */
record HttpChallenge(String scheme, String token, Map<String, String> parameters) {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern PARAMETER =
      Pattern.compile(
          "(" + TOKEN + ")[ \t]*=[ \t]*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|(" + TOKEN + "))");
  private static final Pattern SCHEME =
      Pattern.compile("(" + TOKEN + ")(?:[ \t]+([A-Za-z0-9._~+/-]+=*)[ \t]*(?=,|$))?");
  private static final Pattern BETWEEN = Pattern.compile("[ \t,]*");

  /** All challenges of some fields. */
  static List<HttpChallenge> parse(List<String> values) {
    List<HttpChallenge> all = new ArrayList<>();
    values.forEach(value -> parse(value, all));
    return all;
  }

  private static void parse(String value, List<HttpChallenge> all) {
    Matcher parameter = PARAMETER.matcher(value);
    Matcher scheme = SCHEME.matcher(value);
    Map<String, String> parameters = null;
    int at = 0;
    while ((at = skip(value, at)) < value.length()) {
      if (parameters != null && parameter.region(at, value.length()).lookingAt()) {
        String quoted = parameter.group(2);
        String text = quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1");
        parameters.putIfAbsent(lower(parameter.group(1)), text);
        at = parameter.end();
      } else if (scheme.region(at, value.length()).lookingAt()) {
        parameters = new LinkedHashMap<>();
        String token = scheme.group(2) == null ? "" : scheme.group(2);
        all.add(new HttpChallenge(lower(scheme.group(1)), token, parameters));
        at = scheme.end();
      } else {
        return;
      }
    }
  }

  private static int skip(String value, int at) {
    Matcher between = BETWEEN.matcher(value).region(at, value.length());
    return between.lookingAt() ? between.end() : at;
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
