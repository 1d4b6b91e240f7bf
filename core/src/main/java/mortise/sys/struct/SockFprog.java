package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.ADDRESS_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static mortise.sys.struct.Pointers.buffer;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct sock_fprog}, socket(7): a classic packet filter. */
@Header(value = "linux/filter.h", struct = "struct sock_fprog")
public final class SockFprog {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_SHORT_UNALIGNED.withName("len"),
          paddingLayout(6),
          ADDRESS_UNALIGNED.withName("filter"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private SockFprog() {}

  public static int len(MemorySegment s) {
    return buffer(s).getShort(0) & 0xffff;
  }

  public static void len(MemorySegment s, int value) {
    buffer(s).putShort(0, (short) value);
  }

  public static MemorySegment filter(MemorySegment s) {
    return s.get(ADDRESS_UNALIGNED, 8);
  }

  public static void filter(MemorySegment s, MemorySegment value) {
    buffer(s).putLong(8, value.address());
  }
}
