package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct ndmsg}, rtnetlink(7): a neighbour. */
@Header(value = "linux/neighbour.h", struct = "struct ndmsg")
public final class Ndmsg {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_BYTE.withName("ndm_family"),
          paddingLayout(3),
          JAVA_INT_UNALIGNED.withName("ndm_ifindex"),
          JAVA_SHORT_UNALIGNED.withName("ndm_state"),
          JAVA_BYTE.withName("ndm_flags"),
          JAVA_BYTE.withName("ndm_type"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Ndmsg() {}

  public static int ndm_family(MemorySegment s) {
    return s.get(JAVA_BYTE, 0) & 0xff;
  }

  public static void ndm_family(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 0, (byte) value);
  }

  public static int ndm_ifindex(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static void ndm_ifindex(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 4, value);
  }

  public static int ndm_state(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 8) & 0xffff;
  }

  public static void ndm_state(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 8, (short) value);
  }

  public static int ndm_flags(MemorySegment s) {
    return s.get(JAVA_BYTE, 10) & 0xff;
  }

  public static void ndm_flags(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 10, (byte) value);
  }

  public static int ndm_type(MemorySegment s) {
    return s.get(JAVA_BYTE, 11) & 0xff;
  }

  public static void ndm_type(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 11, (byte) value);
  }
}
