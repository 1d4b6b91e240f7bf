package mortise.net;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/**
 * An address of the link layer, packet(7).
 *
 * @param protocol the EtherType, such as 0x0800 for IPv4; 3 is every protocol (ETH_P_ALL)
 * @param index the network interface; 0 is every interface, to bind to
 * @param hardware the kind of hardware (ARPHRD_), such as 1 for Ethernet; 0 to send
 * @param kind the packet's destination type (PACKET_HOST and so on), see the constants; 0 to send
 * @param address the hardware address, eight bytes at most
 */
public record LinkAddress(int protocol, int index, int hardware, int kind, byte[] address)
    implements Address {
  /** Every protocol (ETH_P_ALL). */
  public static final int ALL_PROTOCOLS = 3;

  /** {@link #kind}: to this host. */
  public static final int TO_HOST = 0;

  /** {@link #kind}: to all. */
  public static final int BROADCAST = 1;

  /** {@link #kind}: to a multicast group. */
  public static final int MULTICAST = 2;

  /** {@link #kind}: to another host, seen in promiscuous mode. */
  public static final int TO_OTHER = 3;

  /** {@link #kind}: from this host. */
  public static final int OUTGOING = 4;

  /** The longest hardware address. */
  public static final int MAX_ADDRESS_BYTES = 8;

  public LinkAddress {
    if (protocol < 0 || protocol > 0xffff) {
      throw new IllegalArgumentException("protocol " + protocol + " is not in 0..0xffff");
    }
    if (address.length > MAX_ADDRESS_BYTES) {
      throw new IllegalArgumentException(
          "a hardware address of " + address.length + " bytes is longer than 8");
    }
    address = address.clone();
  }

  /** All packets of a protocol on an interface, to bind to. */
  public static LinkAddress of(int protocol, int index) {
    return new LinkAddress(protocol, index, 0, 0, new byte[0]);
  }

  @Override
  public byte[] address() {
    return address.clone();
  }

  @Override
  public Family family() {
    return Family.PACKET;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LinkAddress(int p, int i, int h, int k, byte[] a)
        && protocol == p
        && index == i
        && hardware == h
        && kind == k
        && Arrays.equals(address, a);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * protocol + index) + Arrays.hashCode(address);
  }

  /** {@code packet:0x0800:2:00-11-22-33-44-55}: protocol, interface, hardware address. */
  @Override
  public String toString() {
    String hex = HexFormat.ofDelimiter("-").formatHex(address);
    return String.format(Locale.ROOT, "packet:0x%04x:%d", protocol, index)
        + (hex.isEmpty() ? "" : ":" + hex);
  }
}
