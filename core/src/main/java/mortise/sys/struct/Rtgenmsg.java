package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct rtgenmsg}, rtnetlink(7): a family, to ask for all of it. */
@Header(value = "linux/rtnetlink.h", struct = "struct rtgenmsg")
public final class Rtgenmsg {
  public static final StructLayout LAYOUT = structLayout(JAVA_BYTE.withName("rtgen_family"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Rtgenmsg() {}

  public static int rtgen_family(MemorySegment s) {
    return s.get(JAVA_BYTE, 0) & 0xff;
  }

  public static void rtgen_family(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 0, (byte) value);
  }
}
