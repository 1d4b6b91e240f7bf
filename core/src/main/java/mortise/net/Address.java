package mortise.net;

/**
 * The address of a socket: where it is bound, or where its peer is.
 *
 * <p>Sealed, so that a {@code switch} can take it apart; {@link RawAddress} stands for every family
 * that has no type of its own.
 */
public sealed interface Address permits Inet, Unix, Packet, Netlink, Vsock, RawAddress {
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
   * @throws IllegalArgumentException when the text is none of these; it says what is wrong
   */
  static Address parse(String text) {
    return AddressText.parse(text);
  }
}
