package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct mmsghdr}, recvmmsg(2): one message of several, and the bytes that it took. */
@Header(value = "sys/socket.h", struct = "struct mmsghdr")
public final class Mmsghdr {
  public static final StructLayout LAYOUT =
      structLayout(
          MemoryLayout.sequenceLayout(56, JAVA_BYTE).withName("msg_hdr"),
          JAVA_INT_UNALIGNED.withName("msg_len"),
          paddingLayout(4));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Mmsghdr() {}

  public static MemorySegment msg_hdr(MemorySegment s) {
    return s.asSlice(0, 56);
  }

  public static int msg_len(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 56);
  }

  public static void msg_len(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 56, value);
  }
}
