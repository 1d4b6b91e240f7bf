package mortise.sys.struct;

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
 * {@code struct statx}, statx(2), up to what identifies a file and its version. The same on every
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
          JAVA_LONG_UNALIGNED.withName("stx_size"),
          paddingLayout(64),
          structLayout(
                  JAVA_LONG_UNALIGNED.withName("tv_sec"),
                  JAVA_INT_UNALIGNED.withName("tv_nsec"),
                  paddingLayout(4))
              .withName("stx_mtime"),
          JAVA_INT_UNALIGNED.withName("stx_rdev_major"),
          JAVA_INT_UNALIGNED.withName("stx_rdev_minor"),
          JAVA_INT_UNALIGNED.withName("stx_dev_major"),
          JAVA_INT_UNALIGNED.withName("stx_dev_minor"),
          paddingLayout(112));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Statx() {}

  /** The kind of the file, {@code S_IFMT}, and its permissions. */
  public static int stx_mode(MemorySegment s) {
    return view(s).getShort(28) & 0xffff;
  }

  /** The major number of a device file's own device. */
  public static int stx_rdev_major(MemorySegment s) {
    return view(s).getInt(128);
  }

  /** The minor number of a device file's own device. */
  public static int stx_rdev_minor(MemorySegment s) {
    return view(s).getInt(132);
  }

  public static long stx_ino(MemorySegment s) {
    return view(s).getLong(32);
  }

  /** In bytes. */
  public static long stx_size(MemorySegment s) {
    return view(s).getLong(40);
  }

  /** The seconds of {@code stx_mtime}, the last change of the content. */
  public static long stx_mtime_sec(MemorySegment s) {
    return view(s).getLong(112);
  }

  /** The nanoseconds of {@code stx_mtime}, 0 to 999,999,999. */
  public static int stx_mtime_nsec(MemorySegment s) {
    return view(s).getInt(120);
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
