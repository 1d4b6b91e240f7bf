package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct packet_diag_msg}, sock_diag(7): a packet socket. */
@Header(value = "linux/packet_diag.h", struct = "struct packet_diag_msg")
public final class PacketDiagMsg {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_BYTE.withName("pdiag_family"),
          JAVA_BYTE.withName("pdiag_type"),
          JAVA_SHORT_UNALIGNED.withName("pdiag_num"),
          JAVA_INT_UNALIGNED.withName("pdiag_ino"),
          MemoryLayout.sequenceLayout(8, JAVA_BYTE).withName("pdiag_cookie"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private PacketDiagMsg() {}

  public static int pdiag_family(MemorySegment s) {
    return s.get(JAVA_BYTE, 0) & 0xff;
  }

  public static int pdiag_type(MemorySegment s) {
    return s.get(JAVA_BYTE, 1) & 0xff;
  }

  public static int pdiag_num(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 2) & 0xffff;
  }

  public static int pdiag_ino(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static MemorySegment pdiag_cookie(MemorySegment s) {
    return s.asSlice(8, 8);
  }
}
