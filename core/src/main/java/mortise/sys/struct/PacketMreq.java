package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct packet_mreq}, packet(7): what an interface is to receive beside its own. */
@Header(value = "linux/if_packet.h", struct = "struct packet_mreq")
public final class PacketMreq {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_INT_UNALIGNED.withName("mr_ifindex"),
          JAVA_SHORT_UNALIGNED.withName("mr_type"),
          JAVA_SHORT_UNALIGNED.withName("mr_alen"),
          MemoryLayout.sequenceLayout(8, JAVA_BYTE).withName("mr_address"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private PacketMreq() {}

  public static int mr_ifindex(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 0);
  }

  public static void mr_ifindex(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 0, value);
  }

  public static int mr_type(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 4) & 0xffff;
  }

  public static void mr_type(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 4, (short) value);
  }

  public static int mr_alen(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 6) & 0xffff;
  }

  public static void mr_alen(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 6, (short) value);
  }

  public static MemorySegment mr_address(MemorySegment s) {
    return s.asSlice(8, 8);
  }
}
