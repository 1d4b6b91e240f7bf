package mortise.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * An Internet address with a port: IPv4 or IPv6.
 *
 * <p>What C does with text and bytes: inet_pton(3) is {@code Inet.of(text, 0).bytes()} (save that
 * it takes no scope), inet_ntop(3) is {@code Inet4.of(bytes, 0).host()} or the same of {@link
 * Inet6}, inet_aton(3) is {@link Inet4#aton}. Ports and hosts are numbers here and no caller swaps
 * their bytes; where a message needs it, htons(3) and the others are {@link java.nio.ByteBuffer},
 * whose default order is the network's.
 */
public sealed interface Inet extends Address permits Inet4, Inet6 {
  /** The numeric host, such as {@code 127.0.0.1} or {@code fe80::1%2}. */
  String host();

  /** The port, 0 to 65535; 0 asks the kernel to choose one. */
  int port();

  /** The host's bytes in network order: four or sixteen. */
  byte[] bytes();

  /** This host with another port. */
  Inet withPort(int port);

  /**
   * A numeric IPv4 or IPv6 host and a port. IPv4 is four decimal numbers without leading zeros, as
   * inet_pton(3) takes them. IPv6 is what inet_pton(3) takes, and behind a percent sign a scope as
   * getaddrinfo(3) takes it: the number of an interface, or its name where the address is
   * link-local ({@code fe80::1%eth0}, {@code ff02::1%eth0}; not {@code ::1%lo}).
   *
   * @throws IllegalArgumentException when the host is not numeric or the port is out of range
   */
  static Inet of(String host, int port) {
    return AddressText.inet(host, port);
  }

  /**
   * This address as a JDK address. The JDK folds IPv4-mapped IPv6 addresses to IPv4 and has no flow
   * label.
   */
  @Override
  InetSocketAddress toJava();

  /**
   * The address of a JDK socket address.
   *
   * @throws IllegalArgumentException when {@code address} has not been resolved
   */
  static Inet of(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    if (host == null) {
      throw new IllegalArgumentException("address " + address + " is not resolved");
    }
    return switch (host) {
      case java.net.Inet6Address v6 ->
          Inet6.of(v6.getAddress(), address.getPort()).withScope(v6.getScopeId());
      default -> Inet4.of(host.getAddress(), address.getPort());
    };
  }

  /** The port, or an IllegalArgumentException that names it. */
  static int checkPort(int port) {
    if (port < 0 || port > 0xffff) {
      throw new IllegalArgumentException("port " + port + " is not in 0..65535");
    }
    return port;
  }
}
