package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct tpacket_auxdata}, packet(7): the PACKET_AUXDATA of a packet. */
@Header(value = "linux/if_packet.h", struct = "struct tpacket_auxdata")
public final class TpacketAuxdata {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_INT_UNALIGNED.withName("tp_status"),
          JAVA_INT_UNALIGNED.withName("tp_len"),
          JAVA_INT_UNALIGNED.withName("tp_snaplen"),
          JAVA_SHORT_UNALIGNED.withName("tp_mac"),
          JAVA_SHORT_UNALIGNED.withName("tp_net"),
          JAVA_SHORT_UNALIGNED.withName("tp_vlan_tci"),
          JAVA_SHORT_UNALIGNED.withName("tp_vlan_tpid"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private TpacketAuxdata() {}

  public static int tp_status(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 0);
  }

  public static int tp_len(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static int tp_snaplen(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 8);
  }

  public static int tp_mac(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 12) & 0xffff;
  }

  public static int tp_net(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 14) & 0xffff;
  }

  public static int tp_vlan_tci(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 16) & 0xffff;
  }

  public static int tp_vlan_tpid(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 18) & 0xffff;
  }
}
