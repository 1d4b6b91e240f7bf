package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.nio.ByteOrder;

/** {@code struct open_how}: the flags of openat2(2). */
@Header(value = "linux/openat2.h", struct = "struct open_how")
public final class OpenHow {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_LONG_UNALIGNED.withName("flags"),
          JAVA_LONG_UNALIGNED.withName("mode"),
          JAVA_LONG_UNALIGNED.withName("resolve"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private OpenHow() {}

  public static void fill(MemorySegment s, long flags, long mode, long resolve) {
    s.asByteBuffer()
        .order(ByteOrder.nativeOrder())
        .putLong(0, flags)
        .putLong(8, mode)
        .putLong(16, resolve);
  }
}
