package mortise.server;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mortise.net.Address;
import mortise.net.Inet;

/**
 * Which Internet hosts may connect. A value: {@link Server#access(AccessList)} puts another in its
 * place while the server runs, and every connection is judged by one of the two as a whole.
 *
 * <p>A host may connect when no denying rule has it, and when an allowing rule has it or there are
 * none. Peers without an Internet address, such as UNIX sockets, may always.
 *
 * <p>A rule is one of
 *
 * <ul>
 *   <li>{@code 192.0.2.1}, {@code 2001:db8::1}: an address
 *   <li>{@code 192.0.2.0/24}, {@code 2001:db8::/32}: a block, RFC 4632
 *   <li>{@code 192.0.2.5-192.0.2.9}, {@code 2001:db8::1-2001:db8::ff}: from one to another
 *   <li>{@code 10.0-3.*.1-99}: a range for each byte; {@code 10.0.0-3.0/24} widens it to whole
 *       blocks
 *   <li>{@code www.example.com}: all addresses that the name has at this moment
 * </ul>
 *
 * <p>Addresses are in the form that {@link mortise.net.Inet#of(String, int)} takes, without zones,
 * lengths are decimal. What is meant as a number and is not four decimal ones without leading zeros
 * ({@code 127.0.0.010}, {@code 0x7f.1}, {@code 127.1}) means different hosts to different programs
 * and is refused, RFC 6943 section 3.1.1.
 *
 * <p>IPv4 addresses have the IPv6 addresses that they are mapped to as well ({@code
 * ::ffff:192.0.2.1}).
 */
public final class AccessList {
  /** Everybody may connect. */
  public static final AccessList ALLOW_ALL = new AccessList(List.of(), List.of());

  /** Denies all Internet addresses except those of {@code allow} rules. */
  public static final AccessList DENY_ALL = new AccessList(List.of("nobody"), List.of());

  private final List<String> allowed;
  private final List<String> denied;
  private final HostSet allow;
  private final HostSet deny;

  private AccessList(List<String> allowed, List<String> denied, HostSet allow, HostSet deny) {
    this.allowed = allowed;
    this.denied = denied;
    this.allow = allow;
    this.deny = deny;
  }

  private AccessList(List<String> allowed, List<String> denied) {
    this(allowed, denied, HostSet.NONE, HostSet.NONE);
  }

  /**
   * A copy with more rules that allow. Resolves names, and blocks meanwhile.
   *
   * @throws IllegalArgumentException when a rule is invalid; the message names it
   * @throws UnknownHostException when a name has no address
   */
  public AccessList allow(String... rules) throws IOException {
    List<String> all = joined(allowed, List.of(rules));
    return new AccessList(all, denied, allow.with(List.of(rules)), deny);
  }

  /** A copy with more rules that deny; deny takes precedence over allow. */
  public AccessList deny(String... rules) throws IOException {
    List<String> all = joined(denied, List.of(rules));
    return new AccessList(allowed, all, allow, deny.with(List.of(rules)));
  }

  /**
   * {@link #allow(String...)} of the rules in a file: words, with comments from # to line end.
   *
   * @throws IllegalArgumentException when a rule cannot be read; it names the file and the line
   * @throws UnknownHostException when a name has no address; it names the file and the line
   */
  public AccessList allow(Path file) throws IOException {
    List<String> rules = new ArrayList<>();
    HostSet hosts = read(file, rules, allow);
    return new AccessList(joined(allowed, rules), denied, hosts, deny);
  }

  /** {@link #deny(String...)} of the rules in a file, as {@link #allow(Path)} reads it. */
  public AccessList deny(Path file) throws IOException {
    List<String> rules = new ArrayList<>();
    HostSet hosts = read(file, rules, deny);
    return new AccessList(allowed, joined(denied, rules), allow, hosts);
  }

  private static HostSet read(Path file, List<String> rules, HostSet before) throws IOException {
    HostSet hosts = before;
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      String text = line.replaceFirst("#.*", "").strip();
      if (!text.isEmpty()) {
        List<String> some = List.of(text.split("[\\s,]+"));
        String place = file + ", line " + number + ": ";
        try {
          hosts = hosts.with(some);
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(place + e.getMessage(), e);
        } catch (UnknownHostException e) {
          UnknownHostException at = new UnknownHostException(place + e.getMessage());
          at.initCause(e);
          throw at;
        }
        rules.addAll(some);
      }
    }
    return hosts;
  }

  private static List<String> joined(List<String> some, List<String> more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(more);
    return List.copyOf(all);
  }

  /** Whether a peer at this address may connect. */
  public boolean permits(Address address) {
    if (this == ALLOW_ALL || !(address instanceof Inet inet)) {
      return true;
    }
    HostAddress host = HostAddress.of(inet);
    return !deny.has(host) && (allowed.isEmpty() || allow.has(host));
  }

  /** The rules. */
  @Override
  public String toString() {
    return "allow " + (allowed.isEmpty() ? "everybody" : allowed) + ", deny " + denied;
  }
}
