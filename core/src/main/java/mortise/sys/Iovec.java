package mortise.sys;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.ADDRESS_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

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
    s.set(ADDRESS_UNALIGNED, 0, value);
  }

  public static long iov_len(MemorySegment s) {
    return s.get(JAVA_LONG_UNALIGNED, 8);
  }

  public static void iov_len(MemorySegment s, long value) {
    s.set(JAVA_LONG_UNALIGNED, 8, value);
  }
}
