package mortise.server;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mortise.net.Address;

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
 *   <li>{@code 10.0-3.*.1-99}: a range for each byte
 *   <li>{@code www.example.com}: all addresses that the name has at this moment
 * </ul>
 *
 * <p>IPv4 addresses have the IPv6 addresses that they are mapped to as well ({@code
 * ::ffff:192.0.2.1}).
 */
public final class AccessList {
  /** Everybody may connect. */
  public static final AccessList EVERYBODY = new AccessList(List.of(), List.of());

  /** Nobody with an Internet address may connect but those who are allowed yet. */
  public static final AccessList NOBODY = new AccessList(List.of("nobody"), List.of());

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
   * The same list with more rules that allow. Looks names up, and blocks meanwhile.
   *
   * @throws IllegalArgumentException when a rule cannot be read; it says which
   * @throws UnknownHostException when a name has no address
   */
  public AccessList allow(String... rules) throws IOException {
    List<String> all = joined(allowed, List.of(rules));
    return new AccessList(all, denied, allow.with(List.of(rules)), deny);
  }

  /** The same list with more rules that deny, which overrule those that allow. */
  public AccessList deny(String... rules) throws IOException {
    List<String> all = joined(denied, List.of(rules));
    return new AccessList(allowed, all, allow, deny.with(List.of(rules)));
  }

  /** {@link #allow(String...)} of the rules in a file: words, with comments from # to line end. */
  public AccessList allow(Path file) throws IOException {
    return allow(rules(file));
  }

  /** {@link #deny(String...)} of the rules in a file. */
  public AccessList deny(Path file) throws IOException {
    return deny(rules(file));
  }

  private static String[] rules(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> line.replaceFirst("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .flatMap(line -> List.of(line.split("[\\s,]+")).stream())
        .toArray(String[]::new);
  }

  private static List<String> joined(List<String> some, List<String> more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(more);
    return List.copyOf(all);
  }

  /** Whether a peer at this address may connect. */
  public boolean permits(Address address) {
    if (this == EVERYBODY || !(address instanceof mortise.net.Inet)) {
      return true;
    }
    Host host = Host.of(address);
    return !deny.has(host) && (allowed.isEmpty() || allow.has(host));
  }

  /** The rules. */
  @Override
  public String toString() {
    return "allow " + (allowed.isEmpty() ? "everybody" : allowed) + ", deny " + denied;
  }
}
