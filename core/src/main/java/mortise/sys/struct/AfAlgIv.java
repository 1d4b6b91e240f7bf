package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct af_alg_iv}: the length of an initialisation vector, which follows. */
@Header(value = "linux/if_alg.h", struct = "struct af_alg_iv")
public final class AfAlgIv {
  public static final StructLayout LAYOUT = structLayout(JAVA_INT_UNALIGNED.withName("ivlen"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private AfAlgIv() {}

  public static int ivlen(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 0);
  }

  public static void ivlen(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 0, value);
  }
}
