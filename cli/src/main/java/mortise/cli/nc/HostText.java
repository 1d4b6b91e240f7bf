package mortise.cli.nc;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mortise.cli.nc.NcSettings.Network;
import mortise.net.Address;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Inet6;
import mortise.server.AccessList;

/**
 * Hosts as nmap writes them, turned into the rules of {@link AccessList}: {@code 10.0.0-255.1,5-7},
 * {@code 192.0.2.*}, {@code 10.1.-.-}, {@code 10.0.0-3.1/24}, {@code 2001:db8::/32}, {@code
 * example.com/24}.
 */
final class HostText {
  private static final int OCTETS = 4;

  private final Network network;
  private final boolean resolves;

  HostText(Network network, boolean resolves) {
    this.network = network;
    this.resolves = resolves;
  }

  /** The specifications of an option, with commas between. */
  List<String> ofOption(String text) throws IOException {
    List<String> rules = new ArrayList<>();
    for (String specification : text.split(",")) {
      if (!specification.isBlank()) {
        add(rules, specification.strip());
      }
    }
    return checked(rules);
  }

  /** The specifications of a file, with blanks or line ends between and comments behind #. */
  List<String> ofFile(Path file, String text) throws IOException {
    List<String> rules = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\n")) {
      number++;
      int comment = line.indexOf('#');
      for (String word : (comment < 0 ? line : line.substring(0, comment)).trim().split("\\s+")) {
        if (!word.isEmpty()) {
          addOfFile(rules, file + ", line " + number, word);
        }
      }
    }
    return rules;
  }

  private void addOfFile(List<String> rules, String place, String word) throws IOException {
    try {
      List<String> some = new ArrayList<>(1);
      add(some, word);
      rules.addAll(checked(some));
    } catch (IllegalArgumentException | java.net.UnknownHostException e) {
      throw new UsageException(
          "Error in hosts file " + place + ", at \"" + word + "\": " + ErrorMessages.of(e));
    }
  }

  /** Validates the list, which reports errors. */
  private static List<String> checked(List<String> rules) throws IOException {
    AccessList unused = AccessList.ALLOW_ALL.allow(rules.toArray(new String[0]));
    assert unused != null;
    return rules;
  }

  private void add(List<String> rules, String text) throws IOException {
    int slash = text.indexOf('/');
    String host = slash < 0 ? text : text.substring(0, slash);
    String mask = slash < 0 ? "" : text.substring(slash);
    if (isOctets(host)) {
      addOctets(rules, host, mask);
      return;
    }
    // What the list refuses is not looked up: to libc 127.0.0.010 is 127.0.0.8.
    if (isNumeric(host) || Inet4.isNumberLike(host) || host.indexOf('%') >= 0) {
      rules.add(text);
      return;
    }
    for (Address address : NameLookup.inet(host, 0, NameLookup.family(network), resolves)) {
      Inet inet = address instanceof Inet6 six ? six.withScope(0) : (Inet) address;
      rules.add(inet.host() + mask);
    }
  }

  private static boolean isNumeric(String host) {
    try {
      return Inet.of(host, 0) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isOctets(String text) {
    int dots = 0;
    boolean ranged = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      dots += c == '.' ? 1 : 0;
      ranged |= c == '*' || c == '-' || c == ',';
      if (c != '.' && c != '*' && c != '-' && c != ',' && (c < '0' || c > '9')) {
        return false;
      }
    }
    return ranged && dots == OCTETS - 1;
  }

  /** A rule for each choice from the lists of the octets. */
  private static void addOctets(List<String> rules, String text, String mask) {
    List<String> begun = List.of();
    for (String octet : text.split("\\.", -1)) {
      List<String> longer = new ArrayList<>();
      for (String range : octet.split(",", -1)) {
        if (range.isEmpty()) {
          throw new IllegalArgumentException(
              "\"" + text + "\" has an empty item (expected a number or range 0-255)");
        }
        String whole = whole(range);
        for (String begin : begun) {
          longer.add(begin + "." + whole);
        }
        if (begun.isEmpty()) {
          longer.add(whole);
        }
      }
      begun = longer;
    }
    begun.forEach(rule -> rules.add(rule + mask));
  }

  /** A range with both of its ends. */
  private static String whole(String range) {
    if (range.equals("-")) {
      return "*";
    }
    if (range.startsWith("-")) {
      return "0" + range;
    }
    return range.endsWith("-") ? range + "255" : range;
  }
}
