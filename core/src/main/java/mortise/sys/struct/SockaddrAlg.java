package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct sockaddr_alg}: an algorithm of the kernel, by type and name. */
@Header(value = "linux/if_alg.h", struct = "struct sockaddr_alg")
public final class SockaddrAlg {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_SHORT_UNALIGNED.withName("salg_family"),
          MemoryLayout.sequenceLayout(14, JAVA_BYTE).withName("salg_type"),
          JAVA_INT_UNALIGNED.withName("salg_feat"),
          JAVA_INT_UNALIGNED.withName("salg_mask"),
          MemoryLayout.sequenceLayout(64, JAVA_BYTE).withName("salg_name"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private SockaddrAlg() {}

  public static int salg_family(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 0) & 0xffff;
  }

  public static void salg_family(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 0, (short) value);
  }

  public static MemorySegment salg_type(MemorySegment s) {
    return s.asSlice(2, 14);
  }

  public static int salg_feat(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 16);
  }

  public static void salg_feat(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 16, value);
  }

  public static int salg_mask(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 20);
  }

  public static void salg_mask(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 20, value);
  }

  public static MemorySegment salg_name(MemorySegment s) {
    return s.asSlice(24, 64);
  }
}
