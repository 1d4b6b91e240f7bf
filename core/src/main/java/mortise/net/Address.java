package mortise.net;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/**
 * The address of a socket: where it is bound, or where its peer is.
 *
 * <p>Sealed, so that a {@code switch} can take it apart; {@link RawAddress} stands for every family
 * that has no type of its own.
 */
public sealed interface Address
    permits Inet,
        Unix,
        LinkAddress,
        Netlink,
        Vsock,
        Can,
        Tipc,
        Alg,
        Bluetooth,
        Qipcrtr,
        RawAddress {
  /** The family that the address belongs to. */
  Family family();

  /**
   * Reads an address as it is written at a shell and by {@code toString}:
   *
   * <ul>
   *   <li>{@code 127.0.0.1:80}, {@code [::1]:80}, {@code [fe80::1%eth0]:80}: numeric, no look-up
   *   <li>{@code unix:/path} or any text with a slash at its start: a UNIX path
   *   <li>{@code vsock:2:1024}, {@code vsock:any:1024}: a machine and a port
   *   <li>{@code unix:@name} or {@code @name}: a UNIX name in the abstract namespace
   * </ul>
   *
   * <p>Behind {@code unix:} the escapes of {@link Printable#of(String)} are read, since {@code
   * toString} writes them: a backslash in a name is doubled there.
   *
   * @throws IllegalArgumentException when the text is not an address; the message has the reason
   */
  static Address parse(String text) {
    return AddressText.parse(text);
  }

  /**
   * The address that the JDK writes as {@link InetSocketAddress} or {@link
   * UnixDomainSocketAddress}, or that {@link #toJava} has made.
   *
   * @throws IllegalArgumentException when it is of another class, or an Internet address that has
   *     not been resolved
   */
  static Address of(SocketAddress address) {
    return switch (address) {
      case InetSocketAddress inet -> Inet.of(inet);
      case UnixDomainSocketAddress unix -> Unix.of(unix);
      case ForeignAddress foreign -> foreign.address();
      default ->
          throw new IllegalArgumentException(
              "address " + address + " is of " + address.getClass().getName());
    };
  }

  /**
   * The address for a method that wants the JDK's type: {@link InetSocketAddress} for {@link Inet},
   * {@link UnixDomainSocketAddress} for a UNIX path and the unnamed UNIX address. For the rest,
   * abstract UNIX names among them, the JDK has no class, and what comes is a {@code SocketAddress}
   * that {@link #of(SocketAddress)} takes back and that prints as this address does.
   */
  default SocketAddress toJava() {
    return new ForeignAddress(this);
  }
}
