package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.ADDRESS_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct msghdr}, recvmsg(2): a message with its address, its pieces and its ancillary data.
 */
@Header(value = "sys/socket.h", struct = "struct msghdr")
public final class Msghdr {
  public static final StructLayout LAYOUT =
      structLayout(
          ADDRESS_UNALIGNED.withName("msg_name"),
          JAVA_INT_UNALIGNED.withName("msg_namelen"),
          paddingLayout(4),
          ADDRESS_UNALIGNED.withName("msg_iov"),
          JAVA_LONG_UNALIGNED.withName("msg_iovlen"),
          ADDRESS_UNALIGNED.withName("msg_control"),
          JAVA_LONG_UNALIGNED.withName("msg_controllen"),
          JAVA_INT_UNALIGNED.withName("msg_flags"),
          paddingLayout(4));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Msghdr() {}

  public static MemorySegment msg_name(MemorySegment s) {
    return s.get(ADDRESS_UNALIGNED, 0);
  }

  public static void msg_name(MemorySegment s, MemorySegment value) {
    s.set(ADDRESS_UNALIGNED, 0, Pointers.recorded(value));
  }

  public static int msg_namelen(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 8);
  }

  public static void msg_namelen(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 8, value);
  }

  public static MemorySegment msg_iov(MemorySegment s) {
    return s.get(ADDRESS_UNALIGNED, 16);
  }

  public static void msg_iov(MemorySegment s, MemorySegment value) {
    s.set(ADDRESS_UNALIGNED, 16, Pointers.recorded(value));
  }

  public static long msg_iovlen(MemorySegment s) {
    return s.get(JAVA_LONG_UNALIGNED, 24);
  }

  public static void msg_iovlen(MemorySegment s, long value) {
    s.set(JAVA_LONG_UNALIGNED, 24, value);
  }

  public static MemorySegment msg_control(MemorySegment s) {
    return s.get(ADDRESS_UNALIGNED, 32);
  }

  public static void msg_control(MemorySegment s, MemorySegment value) {
    s.set(ADDRESS_UNALIGNED, 32, Pointers.recorded(value));
  }

  public static long msg_controllen(MemorySegment s) {
    return s.get(JAVA_LONG_UNALIGNED, 40);
  }

  public static void msg_controllen(MemorySegment s, long value) {
    s.set(JAVA_LONG_UNALIGNED, 40, value);
  }

  public static int msg_flags(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 48);
  }

  public static void msg_flags(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 48, value);
  }
}
