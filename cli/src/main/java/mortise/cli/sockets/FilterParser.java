package mortise.cli.sockets;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mortise.net.Services;

/**
 * The words that ss(8) chooses sockets by: {@code state established ( dport = :443 or src
 * 10.0.0.0/8 )}. First come states, which any of may hold, and those that are excluded; then one
 * expression of {@code src}, {@code dst}, {@code sport}, {@code dport}, {@code and}, {@code or},
 * {@code not} and parentheses. What stands side by side holds together, and {@code and} binds
 * before {@code or}.
 */
final class FilterParser {
  private static final Pattern TOKEN =
      Pattern.compile("\\s*([()]|[=!<>]=|[=<>]|&&?|\\|\\|?|!|[^\\s()=<>!&|]+)");

  private final List<String> words = new ArrayList<>();
  private int next;

  private FilterParser(String text) {
    Matcher token = TOKEN.matcher(text);
    while (token.lookingAt()) {
      words.add(token.group(1));
      token.region(token.end(), text.length());
    }
  }

  /**
   * Reads a filter.
   *
   * @param arguments its words, any number of them in each
   * @throws IllegalArgumentException when it is none
   * @throws IOException when a name of a host cannot be looked up
   */
  static Predicate<ListedSocket> parse(List<String> arguments) throws IOException {
    FilterParser filter = new FilterParser(String.join(" ", arguments));
    Predicate<ListedSocket> states = filter.states();
    Predicate<ListedSocket> rest = filter.at(null) ? _ -> true : filter.either();
    if (!filter.at(null)) {
      throw filter.unexpected("'and', 'or' or the end");
    }
    return states.and(rest);
  }

  private Predicate<ListedSocket> states() {
    Predicate<ListedSocket> wanted = null;
    Predicate<ListedSocket> all = _ -> true;
    while (at("state") || at("exclude")) {
      boolean excludes = words.get(next++).equals("exclude");
      Predicate<ListedSocket> one = SocketFilter.state(word("a state such as established"));
      if (excludes) {
        all = all.and(one.negate());
      } else {
        wanted = wanted == null ? one : wanted.or(one);
      }
    }
    return wanted == null ? all : all.and(wanted);
  }

  private Predicate<ListedSocket> either() throws IOException {
    Predicate<ListedSocket> some = both();
    while (take("or") || take("|") || take("||")) {
      some = some.or(both());
    }
    return some;
  }

  private Predicate<ListedSocket> both() throws IOException {
    Predicate<ListedSocket> all = one();
    while (!at(null) && !at(")") && !at("or") && !at("|") && !at("||")) {
      if (!take("and") && !take("&")) {
        take("&&");
      }
      all = all.and(one());
    }
    return all;
  }

  private Predicate<ListedSocket> one() throws IOException {
    if (take("not") || take("!")) {
      return one().negate();
    }
    if (take("(")) {
      Predicate<ListedSocket> inside = either();
      if (!take(")")) {
        throw unexpected("')'");
      }
      return inside;
    }
    String what = at(null) ? "" : words.get(next);
    return switch (what) {
      case "src", "dst" -> {
        next++;
        yield place(what.equals("src"));
      }
      case "sport", "dport" -> {
        next++;
        yield port(what.equals("sport"));
      }
      default -> throw unexpected("src, dst, sport, dport, not or '('");
    };
  }

  private Predicate<ListedSocket> place(boolean here) throws IOException {
    boolean differs = take("!=") || take("neq") || take("ne");
    if (!differs && !take("=") && !take("==")) {
      take("eq");
    }
    String place = word("a host, a block or a path");
    Predicate<ListedSocket> at = here ? SocketFilter.localAt(place) : SocketFilter.peerAt(place);
    return differs ? at.negate() : at;
  }

  private Predicate<ListedSocket> port(boolean here) throws IOException {
    String comparison = word("=, !=, <, >, <= or >=");
    boolean implied = comparison.startsWith(":") || Character.isLetterOrDigit(comparison.charAt(0));
    Optional<LongPredicate> named = comparison(comparison, 0);
    if (named.isEmpty() && implied) {
      comparison = "=";
      next--;
    }
    long port = number(word("a port such as :443 or :https"));
    LongPredicate holds =
        comparison(comparison, port)
            .orElseThrow(() -> {
              next -= 2;
              return unexpected("=, !=, <, >, <= or >=");
            });
    return listed -> {
      long own = SocketFilter.port(here ? listed.socket().local() : listed.socket().peer());
      return own >= 0 && holds.test(own);
    };
  }

  private static Optional<LongPredicate> comparison(String sign, long port) {
    return Optional.ofNullable(
        switch (sign) {
          case "=", "==", "eq" -> own -> own == port;
          case "!=", "ne", "neq" -> own -> own != port;
          case "<", "lt" -> own -> own < port;
          case ">", "gt" -> own -> own > port;
          case "<=", "le", "leq" -> own -> own <= port;
          case ">=", "ge", "geq" -> own -> own >= port;
          default -> null;
        });
  }

  /** {@code :443}, {@code 443}, {@code :https}; ss has a host before it for no reason but habit. */
  private static long number(String text) throws IOException {
    String port = text.substring(text.lastIndexOf(':') + 1);
    if (port.matches("\\d{1,10}")) {
      return Long.parseLong(port);
    }
    return Services.getservbyname(port, null)
        .orElseThrow(() -> new IllegalArgumentException("unknown service '" + port + "'"))
        .port();
  }

  /** Whether this word is next; null for the end. */
  private boolean at(String word) {
    return next == words.size() ? word == null : words.get(next).equals(word);
  }

  private boolean take(String word) {
    boolean here = at(word);
    next += here ? 1 : 0;
    return here;
  }

  private String word(String expected) {
    if (at(null) || at("(") || at(")")) {
      throw unexpected(expected);
    }
    return words.get(next++);
  }

  private IllegalArgumentException unexpected(String expected) {
    String found = at(null) ? "its end" : "'" + words.get(next) + "'";
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "filter '%s': expected %s, found %s",
            String.join(" ", words),
            expected,
            found));
  }
}
