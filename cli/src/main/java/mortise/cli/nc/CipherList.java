package mortise.cli.nc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A list of ciphers as OpenSSL takes it, openssl-ciphers(1): names of suites, OpenSSL's or IANA's,
 * and words for many, with {@code !}, {@code -} and {@code +} in front. As there, suites of TLS 1.3
 * are not touched by it unless it names them, and what is not known means nothing.
 */
final class CipherList {
  private final List<CipherSuite> known;
  private final List<CipherSuite> chosen = new ArrayList<>();
  private final Set<CipherSuite> killed = new HashSet<>();

  private CipherList(List<CipherSuite> known) {
    this.known = known;
  }

  /**
   * The suites that a list means, by their IANA names, the best first.
   *
   * @param supported the suites to choose from, by their IANA names
   * @throws IllegalArgumentException when it means none
   */
  static List<String> choose(String list, String... supported) {
    List<CipherSuite> known = Arrays.stream(supported).map(CipherSuite::of).toList();
    CipherList choice = new CipherList(known);
    for (String item : list.split("[:, ]+")) {
      if (!item.isEmpty()) {
        choice.apply(item);
      }
    }
    List<CipherSuite> chosen = choice.chosen;
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "cipher list '%s' matches no cipher suite of this Java", list));
    }
    List<CipherSuite> all = new ArrayList<>();
    if (chosen.stream().noneMatch(CipherSuite::isModern)) {
      known.stream().filter(CipherSuite::isModern).filter(s -> s.bits() > 0).forEach(all::add);
    }
    all.addAll(chosen);
    return all.stream().map(CipherSuite::iana).toList();
  }

  private void apply(String item) {
    if (item.equals("@STRENGTH")) {
      chosen.sort(Comparator.comparing(CipherSuite::bits).reversed());
      return;
    }
    char sign = item.charAt(0);
    String words = "!-+".indexOf(sign) < 0 ? item : item.substring(1);
    List<CipherSuite> meant = known.stream().filter(suite -> means(words, suite)).toList();
    switch (sign) {
      case '!' -> {
        killed.addAll(meant);
        chosen.removeAll(meant);
      }
      case '-' -> chosen.removeAll(meant);
      case '+' -> {
        List<CipherSuite> moved = chosen.stream().filter(meant::contains).toList();
        chosen.removeAll(moved);
        chosen.addAll(moved);
      }
      default ->
          meant.stream()
              .filter(suite -> !killed.contains(suite) && !chosen.contains(suite))
              .forEach(chosen::add);
    }
  }

  private static boolean means(String words, CipherSuite suite) {
    if (words.equals(suite.iana()) || words.equals(suite.openssl())) {
      return true;
    }
    return !suite.isModern() && Arrays.stream(words.split("\\+")).allMatch(suite.words()::contains);
  }
}
