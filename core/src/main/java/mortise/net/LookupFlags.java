package mortise.net;

import mortise.sys.Netdb;

/**
 * What a look-up by name may do, the {@code AI_} flags of getaddrinfo(3), as one value: {@code
 * PASSIVE.or(NUMERICHOST)}.
 *
 * @param bits the {@code AI_} numbers, or-ed
 */
public record LookupFlags(int bits) {
  public static final LookupFlags NONE = new LookupFlags(0);

  /** Addresses to bind to: no host is all interfaces instead of loopback. */
  public static final LookupFlags PASSIVE = new LookupFlags(Netdb.AI_PASSIVE);

  /** Returns the host's canonical name. */
  public static final LookupFlags CANONNAME = new LookupFlags(Netdb.AI_CANONNAME);

  /** The host is numeric: nothing is looked up. */
  public static final LookupFlags NUMERICHOST = new LookupFlags(Netdb.AI_NUMERICHOST);

  /** The service is a port number: nothing is looked up. */
  public static final LookupFlags NUMERICSERV = new LookupFlags(Netdb.AI_NUMERICSERV);

  /** With INET6, IPv4 addresses in IPv6 form where the host has no IPv6 address. */
  public static final LookupFlags V4MAPPED = new LookupFlags(Netdb.AI_V4MAPPED);

  /** With {@link #V4MAPPED}, the IPv4 addresses beside the IPv6 ones. */
  public static final LookupFlags ALL = new LookupFlags(Netdb.AI_ALL);

  /** Only families that this host has an address of, loopback not counted. */
  public static final LookupFlags ADDRCONFIG = new LookupFlags(Netdb.AI_ADDRCONFIG);

  /** The host may be an internationalised name. */
  public static final LookupFlags IDN = new LookupFlags(Netdb.AI_IDN);

  /** Returns the canonical name in its internationalized form. */
  public static final LookupFlags CANONIDN = new LookupFlags(Netdb.AI_CANONIDN);

  /** These flags and those. */
  public LookupFlags or(LookupFlags others) {
    return new LookupFlags(bits | others.bits);
  }

  /** Whether all of {@code others} are set here. */
  public boolean has(LookupFlags others) {
    return (bits & others.bits) == others.bits;
  }
}
