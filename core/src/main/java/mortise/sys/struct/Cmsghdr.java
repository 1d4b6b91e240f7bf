package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct cmsghdr}, cmsg(3): the head of one piece of ancillary data. */
@Header(value = "sys/socket.h", struct = "struct cmsghdr")
public final class Cmsghdr {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_LONG_UNALIGNED.withName("cmsg_len"),
          JAVA_INT_UNALIGNED.withName("cmsg_level"),
          JAVA_INT_UNALIGNED.withName("cmsg_type"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Cmsghdr() {}

  public static long cmsg_len(MemorySegment s) {
    return s.get(JAVA_LONG_UNALIGNED, 0);
  }

  public static void cmsg_len(MemorySegment s, long value) {
    s.set(JAVA_LONG_UNALIGNED, 0, value);
  }

  public static int cmsg_level(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 8);
  }

  public static void cmsg_level(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 8, value);
  }

  public static int cmsg_type(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 12);
  }

  public static void cmsg_type(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 12, value);
  }

  /** {@code CMSG_ALIGN(length)}: {@code length} up to where the next piece may begin. */
  public static long CMSG_ALIGN(long length) {
    return length + 7 & -8;
  }

  /** {@code CMSG_LEN(length)}: {@code cmsg_len} for {@code length} bytes of data. */
  public static long CMSG_LEN(long length) {
    return SIZE + length;
  }

  /** {@code CMSG_SPACE(length)}: the room that a piece with {@code length} bytes of data takes. */
  public static long CMSG_SPACE(long length) {
    return SIZE + CMSG_ALIGN(length);
  }
}
