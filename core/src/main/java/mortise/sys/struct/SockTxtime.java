package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct sock_txtime}, the value of SO_TXTIME. */
@Header(
    value = {"time.h", "linux/net_tstamp.h"},
    struct = "struct sock_txtime")
public final class SockTxtime {
  public static final StructLayout LAYOUT =
      structLayout(JAVA_INT_UNALIGNED.withName("clockid"), JAVA_INT_UNALIGNED.withName("flags"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private SockTxtime() {}

  public static int clockid(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 0);
  }

  public static void clockid(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 0, value);
  }

  public static int flags(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static void flags(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 4, value);
  }
}
