package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** {@code struct ether_header}: the head of an Ethernet frame. */
@Header(value = "net/ethernet.h", struct = "struct ether_header")
public final class EtherHeader {
  private static final ValueLayout.OfShort BE16 =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  public static final StructLayout LAYOUT =
      structLayout(
          MemoryLayout.sequenceLayout(6, JAVA_BYTE).withName("ether_dhost"),
          MemoryLayout.sequenceLayout(6, JAVA_BYTE).withName("ether_shost"),
          BE16.withName("ether_type"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private EtherHeader() {}

  public static MemorySegment ether_dhost(MemorySegment s) {
    return s.asSlice(0, 6);
  }

  public static MemorySegment ether_shost(MemorySegment s) {
    return s.asSlice(6, 6);
  }

  public static int ether_type(MemorySegment s) {
    return s.get(BE16, 12) & 0xffff;
  }

  public static void ether_type(MemorySegment s, int value) {
    s.set(BE16, 12, (short) value);
  }
}
