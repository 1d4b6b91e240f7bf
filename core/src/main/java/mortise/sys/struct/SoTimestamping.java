package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct so_timestamping}, the value of SO_TIMESTAMPING. */
@Header(
    value = {"time.h", "linux/net_tstamp.h"},
    struct = "struct so_timestamping")
public final class SoTimestamping {
  public static final StructLayout LAYOUT =
      structLayout(JAVA_INT_UNALIGNED.withName("flags"), JAVA_INT_UNALIGNED.withName("bind_phc"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private SoTimestamping() {}

  public static int flags(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 0);
  }

  public static void flags(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 0, value);
  }

  public static int bind_phc(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static void bind_phc(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 4, value);
  }
}
