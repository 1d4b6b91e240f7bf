package mortise.net;

import mortise.sys.Netdb;

/**
 * What a look-up by address may do, the {@code NI_} flags of getnameinfo(3), as one value: {@code
 * NUMERICHOST.or(NUMERICSERV)}.
 *
 * @param bits the {@code NI_} numbers, or-ed
 */
public record NameFlags(int bits) {
  /** The longest host name of getnameinfo(3) in bytes, with its final NUL. */
  public static final int NI_MAXHOST = Netdb.NI_MAXHOST;

  /** The longest service name of getnameinfo(3) in bytes, with its final NUL. */
  public static final int NI_MAXSERV = Netdb.NI_MAXSERV;

  public static final NameFlags NONE = new NameFlags(0);

  /** The host as a number: nothing is looked up. */
  public static final NameFlags NUMERICHOST = new NameFlags(Netdb.NI_NUMERICHOST);

  /** The service as a number: nothing is looked up. */
  public static final NameFlags NUMERICSERV = new NameFlags(Netdb.NI_NUMERICSERV);

  /** The bare name of a host of the local domain. */
  public static final NameFlags NOFQDN = new NameFlags(Netdb.NI_NOFQDN);

  /** Fails where the host has no name, instead of giving the number. */
  public static final NameFlags NAMEREQD = new NameFlags(Netdb.NI_NAMEREQD);

  /** The service of datagrams, which for some ports has another name than that of streams. */
  public static final NameFlags DGRAM = new NameFlags(Netdb.NI_DGRAM);

  /** An internationalised name in the form that people read. */
  public static final NameFlags IDN = new NameFlags(Netdb.NI_IDN);

  /** These flags and those. */
  public NameFlags or(NameFlags others) {
    return new NameFlags(bits | others.bits);
  }

  /** Whether all of {@code others} are set here. */
  public boolean has(NameFlags others) {
    return (bits & others.bits) == others.bits;
  }
}
