package mortise.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Resolver;
import mortise.net.Type;
import org.jspecify.annotations.Nullable;

/** Hosts that rules name. What a look-up takes grows with the kinds of blocks, not with them. */
final class HostSet {
  static final HostSet NONE = new HostSet(new TreeMap<>(), List.of());

  private static final int IP4_BITS = 96;

  /** RFC 6943 section 3.1.1: programs read such a number differently. */
  private static final String NO_NUMBER =
      "is a number that programs read differently: write four decimal numbers without leading"
          + " zeros, such as 127.0.0.1";

  /** A rule other than a CIDR block: a predicate of hosts. */
  private interface Rule {
    boolean has(HostAddress host);
  }

  private record Span(HostAddress first, HostAddress last) implements Rule {
    @Override
    public boolean has(HostAddress host) {
      return first.compareTo(host) <= 0 && host.compareTo(last) <= 0;
    }
  }

  /** A range for each byte of an IPv4 address; both arrays have four numbers. */
  private record Octets(int[] min, int[] max) implements Rule {
    /** Widens each range to whole blocks of what a prefix of so many bits leaves of its byte. */
    Octets widened(int bits) {
      for (int i = 0; i < 4; i++) {
        int free = (1 << 8 - Math.clamp(bits - 8 * i, 0, 8)) - 1;
        min[i] &= ~free;
        max[i] |= free;
      }
      return this;
    }

    @Override
    public boolean has(HostAddress host) {
      boolean has = host.isIp4();
      for (int i = 0; has && i < 4; i++) {
        int octet = (int) (host.low() >>> 8 * (3 - i)) & 0xff;
        has = min[i] <= octet && octet <= max[i];
      }
      return has;
    }
  }

  /** The blocks by the length of their prefix. */
  private final TreeMap<Integer, Set<HostAddress>> blocks;

  private final List<Rule> others;

  private HostSet(TreeMap<Integer, Set<HostAddress>> blocks, List<Rule> others) {
    this.blocks = blocks;
    this.others = others;
  }

  boolean has(HostAddress host) {
    // A block of IPv6 that is as large as ::/0 does not mean the hosts of IPv4 that are mapped.
    int least = host.isIp4() ? IP4_BITS : 0;
    for (var entry : blocks.tailMap(least, true).entrySet()) {
      if (entry.getValue().contains(host.prefix(entry.getKey()))) {
        return true;
      }
    }
    for (Rule rule : others) {
      if (rule.has(host)) {
        return true;
      }
    }
    return false;
  }

  /** These hosts and those that more rules name. */
  HostSet with(List<String> rules) throws IOException {
    TreeMap<Integer, Set<HostAddress>> allBlocks = new TreeMap<>();
    blocks.forEach((bits, hosts) -> allBlocks.put(bits, new HashSet<>(hosts)));
    HostSet all = new HostSet(allBlocks, new ArrayList<>(others));
    for (String rule : rules) {
      all.add(rule);
    }
    return all;
  }

  private void add(String rule) throws IOException {
    if (rule.indexOf('%') >= 0) {
      throw unreadable(rule, "has a zone, but a rule is for the hosts of all interfaces");
    }
    String[] parts = rule.split("/", 2);
    if (isOctets(parts[0])) {
      Octets octets = octets(rule, parts[0]);
      others.add(parts.length == 1 ? octets : octets.widened(length(rule, parts[1], 32)));
      return;
    }
    if (parts.length == 2) {
      addBlock(rule, parts[0], parts[1]);
      return;
    }
    String[] ends = rule.split("-", 2);
    Inet first = ends.length == 2 ? inet(ends[0]) : null;
    Inet last = ends.length == 2 ? inet(ends[1]) : null;
    if (first != null && last != null) {
      addSpan(rule, HostAddress.of(first), HostAddress.of(last));
    } else {
      addHost(rule);
    }
  }

  private static boolean isOctets(String host) {
    return host.matches("[0-9*-]+(\\.[0-9*-]+){3}") && inet(host) == null;
  }

  private void addHost(String rule) throws IOException {
    Inet inet = inet(rule);
    if (inet != null) {
      addBlock(HostAddress.of(inet), 128);
      return;
    }
    if (!rule.matches("[\\p{L}\\p{N}._-]+")) {
      throw unreadable(rule, "is not an address, CIDR block, range or name");
    }
    if (Inet4.isNumberLike(rule)) {
      throw unreadable(rule, NO_NUMBER);
    }
    for (Address address : Resolver.resolve(rule, 0, Family.UNSPEC, Type.STREAM, Deadline.NEVER)) {
      addBlock(HostAddress.of((Inet) address), 128);
    }
  }

  private void addBlock(String rule, String host, String length) {
    Inet inet = inet(host);
    if (inet == null) {
      boolean number = Inet4.isNumberLike(host) && length.indexOf('/') < 0;
      throw unreadable(rule, number ? NO_NUMBER : "is not a CIDR block ADDRESS/LENGTH");
    }
    boolean four = inet instanceof Inet4;
    int bits = length(rule, length, four ? 32 : 128);
    addBlock(HostAddress.of(inet), bits + (four ? IP4_BITS : 0));
  }

  /** The length of a prefix, without sign and leading zeros. */
  private static int length(String rule, String text, int most) {
    if (!text.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(text) > most) {
      throw unreadable(
          rule, "is not a CIDR block: \"" + text + "\" is not a length from 0 to " + most);
    }
    return Integer.parseInt(text);
  }

  private void addBlock(HostAddress host, int bits) {
    blocks.computeIfAbsent(bits, _ -> new HashSet<>()).add(host.prefix(bits));
  }

  private void addSpan(String rule, HostAddress first, HostAddress last) {
    if (first.isIp4() != last.isIp4() || first.compareTo(last) > 0) {
      throw unreadable(rule, "is not a range from an address to a later one");
    }
    others.add(new Span(first, last));
  }

  private static Octets octets(String rule, String text) {
    int[] least = new int[4];
    int[] most = new int[4];
    String[] octets = text.split("\\.");
    for (int i = 0; i < 4; i++) {
      String[] ends = octets[i].equals("*") ? new String[] {"0", "255"} : octets[i].split("-", -1);
      least[i] = octet(rule, ends[0]);
      most[i] = octet(rule, ends[ends.length - 1]);
      if (ends.length > 2 || least[i] > most[i]) {
        throw unreadable(rule, "has " + octets[i] + " (expected a range in 0-255)");
      }
    }
    return new Octets(least, most);
  }

  private static int octet(String rule, String text) {
    if (text.matches("0[0-9]+")) {
      throw unreadable(rule, NO_NUMBER);
    }
    if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > 255) {
      throw unreadable(rule, "has \"" + text + "\" (expected a number 0-255)");
    }
    return Integer.parseInt(text);
  }

  private static @Nullable Inet inet(String text) {
    try {
      return Inet.of(text, 0);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static IllegalArgumentException unreadable(String rule, String why) {
    return new IllegalArgumentException("rule \"" + rule + "\" " + why);
  }
}
