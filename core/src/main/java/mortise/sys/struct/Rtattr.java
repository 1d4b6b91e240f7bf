package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct rtattr}, rtnetlink(3): the head of an attribute. */
@Header(value = "linux/rtnetlink.h", struct = "struct rtattr")
public final class Rtattr {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_SHORT_UNALIGNED.withName("rta_len"), JAVA_SHORT_UNALIGNED.withName("rta_type"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Rtattr() {}

  public static int rta_len(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 0) & 0xffff;
  }

  public static void rta_len(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 0, (short) value);
  }

  public static int rta_type(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 2) & 0xffff;
  }

  public static void rta_type(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 2, (short) value);
  }

  /** {@code RTA_ALIGN(length)}: {@code length} up to where the next attribute may begin. */
  public static int RTA_ALIGN(int length) {
    return length + 3 & -4;
  }
}
