package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct sockaddr_nl}, netlink(7): a port, which need not be a process id, and groups. */
@Header(value = "linux/netlink.h", struct = "struct sockaddr_nl")
public final class SockaddrNl {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_SHORT_UNALIGNED.withName("nl_family"),
          paddingLayout(2),
          JAVA_INT_UNALIGNED.withName("nl_pid"),
          JAVA_INT_UNALIGNED.withName("nl_groups"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private SockaddrNl() {}

  public static int nl_family(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 0) & 0xffff;
  }

  public static void nl_family(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 0, (short) value);
  }

  public static int nl_pid(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static void nl_pid(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 4, value);
  }

  public static int nl_groups(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 8);
  }

  public static void nl_groups(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 8, value);
  }
}
