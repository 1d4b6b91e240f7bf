package mortise.server;

import mortise.net.Address;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Inet6;
import mortise.net.Vsock;
import org.jspecify.annotations.Nullable;

/**
 * The 128 bits of a host, IPv4 as the IPv6 address that it is mapped to (RFC 4291 section 2.5.5.2),
 * so that both families are one number.
 */
record HostAddress(long high, long low) implements Comparable<HostAddress> {
  private static final long MAPPED = 0xffffL << 32;
  private static final long MAPPED_MASK = -1L << 32;

  /** In no range of Internet addresses that is in use: the discard prefix, RFC 6666. */
  private static final long VSOCK = 0x0100L << 48;

  static HostAddress of(Inet address) {
    // No pattern switch: the first one of a program costs milliseconds.
    if (address instanceof Inet4 inet) {
      return new HostAddress(0, MAPPED | Integer.toUnsignedLong(inet.bits()));
    }
    Inet6 inet = (Inet6) address;
    return new HostAddress(inet.high(), inet.low());
  }

  /** Null for an address that names no host, such as those of UNIX. */
  static @Nullable HostAddress of(@Nullable Address address) {
    if (address instanceof Inet inet) {
      return of(inet);
    }
    return address instanceof Vsock vsock ? new HostAddress(VSOCK, vsock.cid()) : null;
  }

  boolean isIp4() {
    return high == 0 && (low & MAPPED_MASK) == MAPPED;
  }

  /**
   * The host of an address: an IPv4 address, or the 64-bit prefix of IPv6 that one subscriber has.
   */
  HostAddress subscriber() {
    return isIp4() || high == VSOCK ? this : new HostAddress(high, 0);
  }

  /** The first so many bits, of 128, and zeros. */
  HostAddress prefix(int bits) {
    long highMask = bits >= 64 ? -1L : bits == 0 ? 0 : -1L << 64 - bits;
    long lowMask = bits == 128 ? -1L : bits <= 64 ? 0 : -1L << 128 - bits;
    return new HostAddress(high & highMask, low & lowMask);
  }

  @Override
  public int compareTo(HostAddress other) {
    int order = Long.compareUnsigned(high, other.high);
    return order != 0 ? order : Long.compareUnsigned(low, other.low);
  }
}
