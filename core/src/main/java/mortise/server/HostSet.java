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

/** Hosts that rules name. What a look-up takes grows with the kinds of blocks, not with them. */
final class HostSet {
  static final HostSet NONE = new HostSet(new TreeMap<>(), List.of());

  private static final int IP4_BITS = 96;

  /** What is no block: anything that can tell whether it has a host. */
  private interface Rule {
    boolean has(Host host);
  }

  private record Span(Host first, Host last) implements Rule {
    @Override
    public boolean has(Host host) {
      return first.compareTo(host) <= 0 && host.compareTo(last) <= 0;
    }
  }

  /** A range for each byte of an IPv4 address; both arrays have four numbers. */
  private record Octets(int[] least, int[] most) implements Rule {
    @Override
    public boolean has(Host host) {
      boolean has = host.isIp4();
      for (int i = 0; has && i < 4; i++) {
        int octet = (int) (host.low() >>> 8 * (3 - i)) & 0xff;
        has = least[i] <= octet && octet <= most[i];
      }
      return has;
    }
  }

  /** The blocks by the length of their prefix. */
  private final TreeMap<Integer, Set<Host>> blocks;

  private final List<Rule> others;

  private HostSet(TreeMap<Integer, Set<Host>> blocks, List<Rule> others) {
    this.blocks = blocks;
    this.others = others;
  }

  boolean has(Host host) {
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
    TreeMap<Integer, Set<Host>> allBlocks = new TreeMap<>();
    blocks.forEach((bits, hosts) -> allBlocks.put(bits, new HashSet<>(hosts)));
    HostSet all = new HostSet(allBlocks, new ArrayList<>(others));
    for (String rule : rules) {
      all.add(rule);
    }
    return all;
  }

  private void add(String rule) throws IOException {
    String[] parts = rule.split("/", 2);
    if (parts.length == 2) {
      addBlock(rule, parts[0], parts[1]);
      return;
    }
    String[] ends = rule.split("-", 2);
    if (ends.length == 2 && inet(ends[0]) != null && inet(ends[1]) != null) {
      addSpan(rule, Host.of(inet(ends[0])), Host.of(inet(ends[1])));
    } else if (rule.matches("[0-9*-]+(\\.[0-9*-]+){3}") && inet(rule) == null) {
      addOctets(rule);
    } else {
      addHost(rule);
    }
  }

  private void addHost(String rule) throws IOException {
    Inet inet = inet(rule);
    if (inet != null) {
      addBlock(Host.of(inet), 128);
      return;
    }
    if (!rule.matches("[\\p{L}\\p{N}._-]+")) {
      throw unreadable(rule, "is no address, block, range or name");
    }
    for (Address address : Resolver.resolve(rule, 0, Family.UNSPEC, Type.STREAM, Deadline.NEVER)) {
      addBlock(Host.of(address), 128);
    }
  }

  private void addBlock(String rule, String host, String length) {
    Inet inet = inet(host);
    int room = inet instanceof Inet4 ? 32 : 128;
    if (inet == null || !length.matches("\\d{1,3}") || Integer.parseInt(length) > room) {
      throw unreadable(rule, "is no block ADDRESS/LENGTH, with a length up to 32 or 128");
    }
    addBlock(Host.of(inet), Integer.parseInt(length) + (room == 32 ? IP4_BITS : 0));
  }

  private void addBlock(Host host, int bits) {
    blocks.computeIfAbsent(bits, _ -> new HashSet<>()).add(host.prefix(bits));
  }

  private void addSpan(String rule, Host first, Host last) {
    if (first.isIp4() != last.isIp4() || first.compareTo(last) > 0) {
      throw unreadable(rule, "does not go from an address to a later one");
    }
    others.add(new Span(first, last));
  }

  private void addOctets(String rule) {
    int[] least = new int[4];
    int[] most = new int[4];
    String[] octets = rule.split("\\.");
    for (int i = 0; i < 4; i++) {
      String[] ends = octets[i].equals("*") ? new String[] {"0", "255"} : octets[i].split("-", -1);
      least[i] = octet(rule, ends[0]);
      most[i] = octet(rule, ends[ends.length - 1]);
      if (ends.length > 2 || least[i] > most[i]) {
        throw unreadable(rule, "has " + octets[i] + " where a range 0-255 belongs");
      }
    }
    others.add(new Octets(least, most));
  }

  private static int octet(String rule, String text) {
    if (!text.matches("\\d{1,3}") || Integer.parseInt(text) > 255) {
      throw unreadable(rule, "has \"" + text + "\" where a number 0-255 belongs");
    }
    return Integer.parseInt(text);
  }

  private static Inet inet(String text) {
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
