package mortise.server;

/**
 * The connection limits and rate limits of a server. Over a limit, a connection is rejected at once
 * and {@linkplain RejectReason counted}, not queued. Rate limits are token buckets of one second's
 * capacity.
 *
 * <p>An address means a host: an IPv4 address, the first 64 bits of an IPv6 address (one
 * subscriber's prefix), the CID of vsock. UNIX peers have none and are not limited per address.
 *
 * @param connections maximum number of connections at once
 * @param perAddress maximum number of connections of one address; unlimited by default, since one
 *     address may be a load balancer or a NAT gateway
 * @param perSecond rate limit: new connections per second
 * @param perAddressPerSecond rate limit: new connections per second of one address
 * @param bytes maximum number of bytes received from one connection
 */
public record Limits(
    int connections, int perAddress, int perSecond, int perAddressPerSecond, long bytes) {
  private static final int ANY = Integer.MAX_VALUE;

  /** No limits except those of the machine. */
  public static final Limits UNLIMITED = new Limits(ANY, ANY, ANY, ANY, Long.MAX_VALUE);

  /** 10 000 connections at once, no rate limits. */
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
