package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct rlimit}, getrlimit(2). The numbers are unsigned, the greatest is no limit. */
@Header(value = "sys/resource.h", struct = "struct rlimit")
public final class Rlimit {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_LONG_UNALIGNED.withName("rlim_cur"), JAVA_LONG_UNALIGNED.withName("rlim_max"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Rlimit() {}

  public static long rlim_cur(MemorySegment s) {
    return Pointers.buffer(s).getLong(0);
  }

  public static void rlim_cur(MemorySegment s, long value) {
    Pointers.buffer(s).putLong(0, value);
  }

  public static long rlim_max(MemorySegment s) {
    return Pointers.buffer(s).getLong(8);
  }
}
