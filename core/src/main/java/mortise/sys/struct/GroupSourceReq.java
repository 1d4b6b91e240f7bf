package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct group_source_req}, RFC 3678: a group of any family, an interface, and a sender. */
@Header(value = "netinet/in.h", struct = "struct group_source_req")
public final class GroupSourceReq {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_INT_UNALIGNED.withName("gsr_interface"),
          paddingLayout(4),
          MemoryLayout.sequenceLayout(128, JAVA_BYTE).withName("gsr_group"),
          MemoryLayout.sequenceLayout(128, JAVA_BYTE).withName("gsr_source"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private GroupSourceReq() {}

  public static int gsr_interface(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 0);
  }

  public static void gsr_interface(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 0, value);
  }

  public static MemorySegment gsr_group(MemorySegment s) {
    return s.asSlice(8, 128);
  }

  public static MemorySegment gsr_source(MemorySegment s) {
    return s.asSlice(136, 128);
  }
}
