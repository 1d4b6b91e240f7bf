package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct sockaddr}: what all addresses begin with. */
@Header(value = "sys/socket.h", struct = "struct sockaddr")
public final class Sockaddr {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_SHORT_UNALIGNED.withName("sa_family"),
          MemoryLayout.sequenceLayout(14, JAVA_BYTE).withName("sa_data"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Sockaddr() {}

  public static int sa_family(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 0) & 0xffff;
  }

  public static void sa_family(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 0, (short) value);
  }

  public static MemorySegment sa_data(MemorySegment s) {
    return s.asSlice(2, 14);
  }
}
