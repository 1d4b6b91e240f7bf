package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct sockaddr_storage}: room for an address of any family. */
@Header(value = "sys/socket.h", struct = "struct sockaddr_storage")
public final class SockaddrStorage {
  public static final StructLayout LAYOUT =
      structLayout(JAVA_SHORT_UNALIGNED.withName("ss_family"), paddingLayout(126));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private SockaddrStorage() {}

  public static int ss_family(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 0) & 0xffff;
  }

  public static void ss_family(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 0, (short) value);
  }
}
