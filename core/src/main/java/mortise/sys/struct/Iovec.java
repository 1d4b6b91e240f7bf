package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.ADDRESS_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** {@code struct iovec}, readv(2): one piece of a scattered buffer. */
@Header(value = "sys/uio.h", struct = "struct iovec")
public final class Iovec {
  public static final StructLayout LAYOUT =
      structLayout(ADDRESS_UNALIGNED.withName("iov_base"), JAVA_LONG_UNALIGNED.withName("iov_len"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Iovec() {}

  public static MemorySegment iov_base(MemorySegment s) {
    return s.get(ADDRESS_UNALIGNED, 0);
  }

  public static void iov_base(MemorySegment s, MemorySegment value) {
    if (!value.isNative()) {
      throw new IllegalArgumentException("not off-heap: " + value);
    }
    view(s).putLong(0, Pointers.recorded(value).address());
  }

  public static long iov_len(MemorySegment s) {
    return view(s).getLong(8);
  }

  public static void iov_len(MemorySegment s, long value) {
    view(s).putLong(8, value);
  }

  /** By way of a buffer, since the first use of a layout costs a start milliseconds. */
  private static ByteBuffer view(MemorySegment s) {
    return s.asByteBuffer().order(ByteOrder.nativeOrder());
  }
}
