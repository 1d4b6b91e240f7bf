package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct can_filter}: frames whose masked id equals this one. */
@Header(value = "linux/can.h", struct = "struct can_filter")
public final class CanFilter {
  public static final StructLayout LAYOUT =
      structLayout(JAVA_INT_UNALIGNED.withName("can_id"), JAVA_INT_UNALIGNED.withName("can_mask"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private CanFilter() {}

  public static int can_id(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 0);
  }

  public static void can_id(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 0, value);
  }

  public static int can_mask(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static void can_mask(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 4, value);
  }
}
