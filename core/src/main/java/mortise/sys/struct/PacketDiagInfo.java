package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct packet_diag_info}, sock_diag(7): how a packet socket is set up. */
@Header(value = "linux/packet_diag.h", struct = "struct packet_diag_info")
public final class PacketDiagInfo {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_INT_UNALIGNED.withName("pdi_index"),
          JAVA_INT_UNALIGNED.withName("pdi_version"),
          JAVA_INT_UNALIGNED.withName("pdi_reserve"),
          JAVA_INT_UNALIGNED.withName("pdi_copy_thresh"),
          JAVA_INT_UNALIGNED.withName("pdi_tstamp"),
          JAVA_INT_UNALIGNED.withName("pdi_flags"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private PacketDiagInfo() {}

  public static int pdi_index(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 0);
  }

  public static int pdi_version(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static int pdi_reserve(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 8);
  }

  public static int pdi_copy_thresh(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 12);
  }

  public static int pdi_tstamp(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 16);
  }

  public static int pdi_flags(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 20);
  }
}
