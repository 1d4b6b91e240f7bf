package mortise.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.Objects;
import mortise.sys.LinuxIfPacket;
import mortise.sys.struct.PacketMreq;

/**
 * What an interface is to receive beside what is sent to it, packet(7).
 *
 * @param index the interface
 * @param type {@code PACKET_MR_} number
 * @param address the link-layer address in hexadecimal, 8 bytes at most; empty where the type needs
 *     none
 */
public record PacketMembership(int index, int type, String address) {
  static final Codec<PacketMembership> CODEC =
      new Codecs.Struct<>(PacketMreq.SIZE, PacketMembership::decode, PacketMembership::encode);

  private static final int LONGEST = 8;

  public PacketMembership {
    if (index < 0 || type < 0 || type > 0xffff) {
      throw new IllegalArgumentException("interface " + index + ", membership type " + type);
    }
    int length = HexFormat.of().parseHex(Objects.requireNonNull(address, "address")).length;
    if (length > LONGEST) {
      throw new IllegalArgumentException("address " + address + " has " + length + " bytes");
    }
  }

  /** Everything on the wire. */
  public static PacketMembership promiscuous(int index) {
    return new PacketMembership(index, LinuxIfPacket.PACKET_MR_PROMISC, "");
  }

  /** All multicasts. */
  public static PacketMembership allMulticast(int index) {
    return new PacketMembership(index, LinuxIfPacket.PACKET_MR_ALLMULTI, "");
  }

  /** The multicasts to one link-layer address. */
  public static PacketMembership multicast(int index, byte[] address) {
    String hex = HexFormat.of().formatHex(address);
    return new PacketMembership(index, LinuxIfPacket.PACKET_MR_MULTICAST, hex);
  }

  private static void encode(MemorySegment s, PacketMembership value) {
    byte[] address = HexFormat.of().parseHex(value.address);
    PacketMreq.mr_ifindex(s, value.index);
    PacketMreq.mr_type(s, value.type);
    PacketMreq.mr_alen(s, address.length);
    MemorySegment.copy(address, 0, PacketMreq.mr_address(s), JAVA_BYTE, 0, address.length);
  }

  private static PacketMembership decode(MemorySegment s) {
    byte[] address = PacketMreq.mr_address(s).asSlice(0, PacketMreq.mr_alen(s)).toArray(JAVA_BYTE);
    return new PacketMembership(
        PacketMreq.mr_ifindex(s), PacketMreq.mr_type(s), HexFormat.of().formatHex(address));
  }
}
