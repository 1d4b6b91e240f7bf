package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct ifinfomsg}, rtnetlink(7): an interface. */
@Header(value = "linux/rtnetlink.h", struct = "struct ifinfomsg")
public final class Ifinfomsg {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_BYTE.withName("ifi_family"),
          paddingLayout(1),
          JAVA_SHORT_UNALIGNED.withName("ifi_type"),
          JAVA_INT_UNALIGNED.withName("ifi_index"),
          JAVA_INT_UNALIGNED.withName("ifi_flags"),
          JAVA_INT_UNALIGNED.withName("ifi_change"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Ifinfomsg() {}

  public static int ifi_family(MemorySegment s) {
    return s.get(JAVA_BYTE, 0) & 0xff;
  }

  public static void ifi_family(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 0, (byte) value);
  }

  public static int ifi_type(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 2) & 0xffff;
  }

  public static void ifi_type(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 2, (short) value);
  }

  public static int ifi_index(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static void ifi_index(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 4, value);
  }

  public static int ifi_flags(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 8);
  }

  public static void ifi_flags(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 8, value);
  }

  public static int ifi_change(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 12);
  }

  public static void ifi_change(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 12, value);
  }
}
