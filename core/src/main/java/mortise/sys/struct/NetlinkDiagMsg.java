package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct netlink_diag_msg}, sock_diag(7): a netlink socket. */
@Header(value = "linux/netlink_diag.h", struct = "struct netlink_diag_msg")
public final class NetlinkDiagMsg {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_BYTE.withName("ndiag_family"),
          JAVA_BYTE.withName("ndiag_type"),
          JAVA_BYTE.withName("ndiag_protocol"),
          JAVA_BYTE.withName("ndiag_state"),
          JAVA_INT_UNALIGNED.withName("ndiag_portid"),
          JAVA_INT_UNALIGNED.withName("ndiag_dst_portid"),
          JAVA_INT_UNALIGNED.withName("ndiag_dst_group"),
          JAVA_INT_UNALIGNED.withName("ndiag_ino"),
          MemoryLayout.sequenceLayout(8, JAVA_BYTE).withName("ndiag_cookie"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private NetlinkDiagMsg() {}

  public static int ndiag_family(MemorySegment s) {
    return s.get(JAVA_BYTE, 0) & 0xff;
  }

  public static int ndiag_type(MemorySegment s) {
    return s.get(JAVA_BYTE, 1) & 0xff;
  }

  public static int ndiag_protocol(MemorySegment s) {
    return s.get(JAVA_BYTE, 2) & 0xff;
  }

  public static int ndiag_state(MemorySegment s) {
    return s.get(JAVA_BYTE, 3) & 0xff;
  }

  public static int ndiag_portid(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static int ndiag_dst_portid(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 8);
  }

  public static int ndiag_dst_group(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 12);
  }

  public static int ndiag_ino(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 16);
  }

  public static MemorySegment ndiag_cookie(MemorySegment s) {
    return s.asSlice(20, 8);
  }
}
