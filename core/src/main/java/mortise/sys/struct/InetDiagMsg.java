package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static mortise.sys.struct.Pointers.buffer;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct inet_diag_msg}, sock_diag(7): a socket over IP. */
@Header(value = "linux/inet_diag.h", struct = "struct inet_diag_msg")
public final class InetDiagMsg {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_BYTE.withName("idiag_family"),
          JAVA_BYTE.withName("idiag_state"),
          JAVA_BYTE.withName("idiag_timer"),
          JAVA_BYTE.withName("idiag_retrans"),
          MemoryLayout.sequenceLayout(48, JAVA_BYTE).withName("id"),
          JAVA_INT_UNALIGNED.withName("idiag_expires"),
          JAVA_INT_UNALIGNED.withName("idiag_rqueue"),
          JAVA_INT_UNALIGNED.withName("idiag_wqueue"),
          JAVA_INT_UNALIGNED.withName("idiag_uid"),
          JAVA_INT_UNALIGNED.withName("idiag_inode"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private InetDiagMsg() {}

  public static int idiag_family(MemorySegment s) {
    return buffer(s).get(0) & 0xff;
  }

  public static int idiag_state(MemorySegment s) {
    return buffer(s).get(1) & 0xff;
  }

  public static int idiag_timer(MemorySegment s) {
    return buffer(s).get(2) & 0xff;
  }

  public static int idiag_retrans(MemorySegment s) {
    return buffer(s).get(3) & 0xff;
  }

  public static MemorySegment id(MemorySegment s) {
    return s.asSlice(4, 48);
  }

  public static int idiag_expires(MemorySegment s) {
    return buffer(s).getInt(52);
  }

  public static int idiag_rqueue(MemorySegment s) {
    return buffer(s).getInt(56);
  }

  public static int idiag_wqueue(MemorySegment s) {
    return buffer(s).getInt(60);
  }

  public static int idiag_uid(MemorySegment s) {
    return buffer(s).getInt(64);
  }

  public static int idiag_inode(MemorySegment s) {
    return buffer(s).getInt(68);
  }
}
