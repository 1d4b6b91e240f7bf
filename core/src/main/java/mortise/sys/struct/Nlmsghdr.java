package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct nlmsghdr}, netlink(7): the head of a message. */
@Header(value = "linux/netlink.h", struct = "struct nlmsghdr")
public final class Nlmsghdr {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_INT_UNALIGNED.withName("nlmsg_len"),
          JAVA_SHORT_UNALIGNED.withName("nlmsg_type"),
          JAVA_SHORT_UNALIGNED.withName("nlmsg_flags"),
          JAVA_INT_UNALIGNED.withName("nlmsg_seq"),
          JAVA_INT_UNALIGNED.withName("nlmsg_pid"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Nlmsghdr() {}

  public static int nlmsg_len(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 0);
  }

  public static void nlmsg_len(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 0, value);
  }

  public static int nlmsg_type(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 4) & 0xffff;
  }

  public static void nlmsg_type(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 4, (short) value);
  }

  public static int nlmsg_flags(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 6) & 0xffff;
  }

  public static void nlmsg_flags(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 6, (short) value);
  }

  public static int nlmsg_seq(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 8);
  }

  public static void nlmsg_seq(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 8, value);
  }

  public static int nlmsg_pid(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 12);
  }

  public static void nlmsg_pid(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 12, value);
  }

  /** {@code NLMSG_ALIGN(length)}: {@code length} up to where the next message may begin. */
  public static int NLMSG_ALIGN(int length) {
    return length + 3 & -4;
  }
}
