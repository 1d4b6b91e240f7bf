package mortise.net;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * An IPv6 address and port, ipv6(7). IPv4-mapped addresses ({@code ::ffff:1.2.3.4}) stay what they
 * are.
 *
 * @param high the first eight bytes of the host, first byte highest
 * @param low the last eight bytes of the host
 * @param port 0 to 65535
 * @param flow the flow information: traffic class and flow label, 0 to 2^28 - 1
 * @param scope the index of the interface that a link-local address belongs to; 0 for none
 */
public record Inet6(long high, long low, int port, int flow, int scope) implements Inet {
  /** This host on all its interfaces, to bind to: {@code ::}. */
  public static final Inet6 ANY = new Inet6(0, 0, 0, 0, 0);

  /** This host by its loopback interface: {@code ::1}. */
  public static final Inet6 LOOPBACK = new Inet6(0, 1, 0, 0, 0);

  public Inet6 {
    Inet.checkPort(port);
    if (flow < 0 || flow > 0xfffffff) {
      throw new IllegalArgumentException("flow information " + flow + " is not in 0..0xfffffff");
    }
  }

  /** The address of sixteen bytes in network order, without flow and scope. */
  public static Inet6 of(byte[] bytes, int port) {
    if (bytes.length != 16) {
      throw new IllegalArgumentException("an IPv6 host has 16 bytes, not " + bytes.length);
    }
    return new Inet6(Bytes.bigEndian(bytes, 0, 8), Bytes.bigEndian(bytes, 8, 8), port, 0, 0);
  }

  @Override
  public Family family() {
    return Family.INET6;
  }

  /** RFC 5952 text, with the scope's number behind a percent sign where there is one. */
  @Override
  public String host() {
    String text = AddressText.ip6(high, low);
    return scope == 0 ? text : text + "%" + Integer.toUnsignedString(scope);
  }

  @Override
  public byte[] bytes() {
    byte[] bytes = new byte[16];
    Bytes.bigEndian(high, bytes, 0, 8);
    Bytes.bigEndian(low, bytes, 8, 8);
    return bytes;
  }

  /** Whether the host is an IPv4 address in IPv6 clothes, {@code ::ffff:0:0/96}. */
  public boolean isMapped() {
    return high == 0 && low >>> 32 == 0xffff;
  }

  @Override
  public Inet6 withPort(int port) {
    return new Inet6(high, low, port, flow, scope);
  }

  /** This address with other flow information. */
  public Inet6 withFlow(int flow) {
    return new Inet6(high, low, port, flow, scope);
  }

  /** This address on another interface. */
  public Inet6 withScope(int scope) {
    return new Inet6(high, low, port, flow, scope);
  }

  @Override
  public InetSocketAddress toJava() {
    try {
      var host =
          isMapped()
              ? java.net.InetAddress.getByAddress(bytes())
              : java.net.Inet6Address.getByAddress(null, bytes(), scope);
      return new InetSocketAddress(host, port);
    } catch (UnknownHostException e) {
      throw new AssertionError("sixteen bytes are an address", e);
    }
  }

  // What a record has by itself is generated at its first use, which costs a start milliseconds.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Inet6 inet
        && inet.high == high
        && inet.low == low
        && inet.port == port
        && inet.flow == flow
        && inet.scope == scope;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * (31 * Long.hashCode(high) + Long.hashCode(low)) + port) + 31 * flow + scope;
  }

  /** {@code [::1]:80}. */
  @Override
  public String toString() {
    return "[" + host() + "]:" + port;
  }
}
