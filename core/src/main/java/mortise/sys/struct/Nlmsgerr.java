package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct nlmsgerr}, netlink(7): 0 or -errno, and the head of the message that it is about.
 */
@Header(value = "linux/netlink.h", struct = "struct nlmsgerr")
public final class Nlmsgerr {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_INT_UNALIGNED.withName("error"),
          MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("msg"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Nlmsgerr() {}

  public static int error(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 0);
  }

  public static MemorySegment msg(MemorySegment s) {
    return s.asSlice(4, 16);
  }
}
