package mortise.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 address and port, ip(7).
 *
 * @param bits the host, first byte highest: 0x7f000001 is 127.0.0.1
 * @param port 0 to 65535
 */
public record Inet4(int bits, int port) implements Inet {
  /** This host on all its interfaces, to bind to: {@code 0.0.0.0} (INADDR_ANY). */
  public static final Inet4 ANY = new Inet4(0, 0);

  /** This host by its loopback interface: {@code 127.0.0.1} (INADDR_LOOPBACK). */
  public static final Inet4 LOOPBACK = new Inet4(0x7f000001, 0);

  /** All hosts of this network: {@code 255.255.255.255} (INADDR_BROADCAST). */
  public static final Inet4 BROADCAST = new Inet4(-1, 0);

  /** The group that no host joins: {@code 224.0.0.0} (INADDR_UNSPEC_GROUP). */
  public static final Inet4 UNSPEC_GROUP = new Inet4(0xe0000000, 0);

  /** The group of all hosts of a link: {@code 224.0.0.1} (INADDR_ALLHOSTS_GROUP). */
  public static final Inet4 ALL_HOSTS_GROUP = new Inet4(0xe0000001, 0);

  /** The last group that no router forwards: {@code 224.0.0.255} (INADDR_MAX_LOCAL_GROUP). */
  public static final Inet4 MAX_LOCAL_GROUP = new Inet4(0xe00000ff, 0);

  /**
   * The first port that any program may bind, unless the system is configured otherwise
   * (IPPORT_RESERVED).
   */
  public static final int PORT_RESERVED = 1024;

  /** Where BSD began the ports for servers of the user (IPPORT_USERRESERVED). */
  public static final int PORT_USER_RESERVED = 5000;

  public Inet4 {
    Inet.checkPort(port);
  }

  /** The address of four bytes in network order. */
  public static Inet4 of(byte[] bytes, int port) {
    if (bytes.length != 4) {
      throw new IllegalArgumentException("an IPv4 host has 4 bytes, not " + bytes.length);
    }
    return new Inet4((int) Bytes.bigEndian(bytes, 0, 4), port);
  }

  /**
   * The address of a host as inet_aton(3) of glibc reads it: one to four numbers with dots between
   * them, the last one filling what is left, in decimal, octal with a leading 0, or hexadecimal
   * with 0x. {@code 127.1} is 127.0.0.1. As in C, a blank ends the address, and what follows is
   * ignored: {@code "1.2.3.4 x"} is 1.2.3.4. {@link Inet#of(String, int)} takes four decimal
   * numbers alone, as inet_pton(3) does, and is the one for texts from outside (RFC 6943 section
   * 3.1.1).
   *
   * @throws IllegalArgumentException when it is not one
   */
  public static Inet4 aton(String text) {
    long bits = PosixLiteral.aton(text);
    if (bits < 0) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not an IPv4 host of one to four numbers");
    }
    return new Inet4((int) bits, 0);
  }

  /**
   * Whether a host is meant as an IPv4 number and not as a name: whether its last label is a
   * decimal or hexadecimal number. If {@link Inet#of(String, int)} does not take such a host, it is
   * in a form that programs read differently ({@code 127.0.0.010}, {@code 0x7f.1}, {@code
   * 2130706433}) or in none; look-ups take what inet_aton(3) takes, rules and address literals
   * refuse it (RFC 6943 section 3.1.1).
   */
  public static boolean isNumberLike(String host) {
    return PosixLiteral.isNumberLike(host);
  }

  @Override
  public Family family() {
    return Family.INET;
  }

  @Override
  public String host() {
    return AddressText.ip4(bits);
  }

  @Override
  public byte[] bytes() {
    return new byte[] {
      (byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits
    };
  }

  @Override
  public Inet4 withPort(int port) {
    return new Inet4(bits, port);
  }

  @Override
  public InetSocketAddress toJava() {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(bytes()), port);
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }

  // What a record has by itself is generated at its first use, which costs a start milliseconds.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Inet4 inet && inet.bits == bits && inet.port == port;
  }

  @Override
  public int hashCode() {
    return 31 * bits + port;
  }

  /** {@code 127.0.0.1:80}. */
  @Override
  public String toString() {
    return host() + ":" + port;
  }
}
