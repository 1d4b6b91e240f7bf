package mortise.sys;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * {@code struct statx}, statx(2), up to what tells one file from another. The same on every
 * architecture, as {@code struct stat} is not.
 */
@Header(value = "sys/stat.h", struct = "struct statx")
public final class Statx {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_INT_UNALIGNED.withName("stx_mask"),
          paddingLayout(24),
          JAVA_SHORT_UNALIGNED.withName("stx_mode"),
          paddingLayout(2),
          JAVA_LONG_UNALIGNED.withName("stx_ino"),
          paddingLayout(96),
          JAVA_INT_UNALIGNED.withName("stx_dev_major"),
          JAVA_INT_UNALIGNED.withName("stx_dev_minor"),
          paddingLayout(112));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Statx() {}

  /** The kind of the file, {@link SysStat#S_IFMT}, and its permissions. */
  public static int stx_mode(MemorySegment s) {
    return view(s).getShort(28) & 0xffff;
  }

  public static long stx_ino(MemorySegment s) {
    return view(s).getLong(32);
  }

  public static int stx_dev_major(MemorySegment s) {
    return view(s).getInt(136);
  }

  public static int stx_dev_minor(MemorySegment s) {
    return view(s).getInt(140);
  }

  /** By way of a buffer, since the first use of a layout costs a start milliseconds. */
  private static ByteBuffer view(MemorySegment s) {
    return s.asByteBuffer().order(ByteOrder.nativeOrder());
  }
}
