package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct group_req}, RFC 3678: a group of any family and an interface. */
@Header(value = "netinet/in.h", struct = "struct group_req")
public final class GroupReq {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_INT_UNALIGNED.withName("gr_interface"),
          paddingLayout(4),
          MemoryLayout.sequenceLayout(128, JAVA_BYTE).withName("gr_group"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private GroupReq() {}

  public static int gr_interface(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 0);
  }

  public static void gr_interface(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 0, value);
  }

  public static MemorySegment gr_group(MemorySegment s) {
    return s.asSlice(8, 128);
  }
}
