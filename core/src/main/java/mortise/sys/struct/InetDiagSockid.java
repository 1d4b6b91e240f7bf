package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static mortise.sys.struct.Pointers.buffer;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** {@code struct inet_diag_sockid}, sock_diag(7): the two ends of a socket. */
@Header(value = "linux/inet_diag.h", struct = "struct inet_diag_sockid")
public final class InetDiagSockid {
  private static final ValueLayout.OfShort BE16 =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  public static final StructLayout LAYOUT =
      structLayout(
          BE16.withName("idiag_sport"),
          BE16.withName("idiag_dport"),
          MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("idiag_src"),
          MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("idiag_dst"),
          JAVA_INT_UNALIGNED.withName("idiag_if"),
          MemoryLayout.sequenceLayout(8, JAVA_BYTE).withName("idiag_cookie"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private InetDiagSockid() {}

  public static int idiag_sport(MemorySegment s) {
    return s.asByteBuffer().getShort(0) & 0xffff;
  }

  public static void idiag_sport(MemorySegment s, int value) {
    s.asByteBuffer().putShort(0, (short) value);
  }

  public static int idiag_dport(MemorySegment s) {
    return s.asByteBuffer().getShort(2) & 0xffff;
  }

  public static void idiag_dport(MemorySegment s, int value) {
    s.asByteBuffer().putShort(2, (short) value);
  }

  public static MemorySegment idiag_src(MemorySegment s) {
    return s.asSlice(4, 16);
  }

  public static MemorySegment idiag_dst(MemorySegment s) {
    return s.asSlice(20, 16);
  }

  public static int idiag_if(MemorySegment s) {
    return buffer(s).getInt(36);
  }

  public static void idiag_if(MemorySegment s, int value) {
    buffer(s).putInt(36, value);
  }

  public static MemorySegment idiag_cookie(MemorySegment s) {
    return s.asSlice(40, 8);
  }
}
