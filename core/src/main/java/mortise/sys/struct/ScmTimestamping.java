package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct scm_timestamping}: three times of a packet, each a {@link Timespec}: by software,
 * none any more, by hardware.
 */
@Header(
    value = {"time.h", "linux/errqueue.h"},
    struct = "struct scm_timestamping")
public final class ScmTimestamping {
  public static final StructLayout LAYOUT =
      structLayout(MemoryLayout.sequenceLayout(48, JAVA_BYTE).withName("ts"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private ScmTimestamping() {}

  public static MemorySegment ts(MemorySegment s) {
    return s.asSlice(0, 48);
  }
}
