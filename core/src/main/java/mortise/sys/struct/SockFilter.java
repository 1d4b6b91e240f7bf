package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static mortise.sys.struct.Pointers.buffer;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct sock_filter}: one instruction of a classic packet filter. */
@Header(value = "linux/filter.h", struct = "struct sock_filter")
public final class SockFilter {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_SHORT_UNALIGNED.withName("code"),
          JAVA_BYTE.withName("jt"),
          JAVA_BYTE.withName("jf"),
          JAVA_INT_UNALIGNED.withName("k"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private SockFilter() {}

  public static int code(MemorySegment s) {
    return buffer(s).getShort(0) & 0xffff;
  }

  public static void code(MemorySegment s, int value) {
    buffer(s).putShort(0, (short) value);
  }

  public static int jt(MemorySegment s) {
    return buffer(s).get(2) & 0xff;
  }

  public static void jt(MemorySegment s, int value) {
    buffer(s).put(2, (byte) value);
  }

  public static int jf(MemorySegment s) {
    return buffer(s).get(3) & 0xff;
  }

  public static void jf(MemorySegment s, int value) {
    buffer(s).put(3, (byte) value);
  }

  public static int k(MemorySegment s) {
    return buffer(s).getInt(4);
  }

  public static void k(MemorySegment s, int value) {
    buffer(s).putInt(4, value);
  }
}
