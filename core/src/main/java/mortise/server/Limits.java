package mortise.server;

/**
 * How much a server takes on. What is above a limit is refused at once and {@linkplain RejectReason
 * counted}; it does not wait, and nobody else waits for it.
 *
 * <p>An address is a host: all of an IPv4 address, the first 64 bits of an IPv6 address (which are
 * one subscriber's), the machine of vsock. UNIX peers have none and are not counted by it.
 *
 * @param connections how many there may be at once
 * @param perAddress how many of one address; all by default, since one address may be a balancer or
 *     a company
 * @param perSecond how many may come within a second
 * @param perAddressPerSecond how many of one address may come within a second
 * @param bytes how many bytes one connection may bring
 */
public record Limits(
    int connections, int perAddress, int perSecond, int perAddressPerSecond, long bytes) {
  private static final int ANY = Integer.MAX_VALUE;

  /** No limits but those of the machine. */
  public static final Limits UNLIMITED = new Limits(ANY, ANY, ANY, ANY, Long.MAX_VALUE);

  /** 10 000 connections at once, and as they come. */
  public static final Limits DEFAULT = UNLIMITED.connections(10_000);

  public Limits {
    check("connections", connections);
    check("perAddress", perAddress);
    check("perSecond", perSecond);
    check("perAddressPerSecond", perAddressPerSecond);
    check("bytes", bytes);
  }

  private static void check(String name, long limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit " + name + " " + limit + " is not above zero");
    }
  }

  public Limits connections(int connections) {
    return new Limits(connections, perAddress, perSecond, perAddressPerSecond, bytes);
  }

  public Limits perAddress(int perAddress) {
    return new Limits(connections, perAddress, perSecond, perAddressPerSecond, bytes);
  }

  public Limits perSecond(int perSecond) {
    return new Limits(connections, perAddress, perSecond, perAddressPerSecond, bytes);
  }

  public Limits perAddressPerSecond(int perAddressPerSecond) {
    return new Limits(connections, perAddress, perSecond, perAddressPerSecond, bytes);
  }

  public Limits bytes(long bytes) {
    return new Limits(connections, perAddress, perSecond, perAddressPerSecond, bytes);
  }

  boolean countsAddresses() {
    return perAddress != ANY || perAddressPerSecond != ANY;
  }
}
