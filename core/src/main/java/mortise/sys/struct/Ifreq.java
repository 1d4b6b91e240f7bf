package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.MemoryLayout.unionLayout;
import static java.lang.foreign.ValueLayout.ADDRESS_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct ifreq}, netdevice(7): an interface and one thing about it. */
@Header(value = "net/if.h", struct = "struct ifreq")
public final class Ifreq {
  public static final StructLayout LAYOUT =
      structLayout(
          MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("ifr_name"),
          unionLayout(
              MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("ifr_addr"),
              MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("ifr_hwaddr"),
              JAVA_SHORT_UNALIGNED.withName("ifr_flags"),
              JAVA_INT_UNALIGNED.withName("ifr_ifindex"),
              JAVA_INT_UNALIGNED.withName("ifr_mtu"),
              JAVA_INT_UNALIGNED.withName("ifr_metric"),
              JAVA_INT_UNALIGNED.withName("ifr_qlen"),
              ADDRESS_UNALIGNED.withName("ifr_data")),
          paddingLayout(8));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Ifreq() {}

  public static MemorySegment ifr_name(MemorySegment s) {
    return s.asSlice(0, 16);
  }

  public static MemorySegment ifr_addr(MemorySegment s) {
    return s.asSlice(16, 16);
  }

  public static MemorySegment ifr_hwaddr(MemorySegment s) {
    return s.asSlice(16, 16);
  }

  public static int ifr_flags(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 16);
  }

  public static void ifr_flags(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 16, (short) value);
  }

  public static int ifr_ifindex(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 16);
  }

  public static void ifr_ifindex(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 16, value);
  }

  public static int ifr_mtu(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 16);
  }

  public static void ifr_mtu(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 16, value);
  }

  public static int ifr_metric(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 16);
  }

  public static void ifr_metric(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 16, value);
  }

  public static int ifr_qlen(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 16);
  }

  public static void ifr_qlen(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 16, value);
  }

  public static MemorySegment ifr_data(MemorySegment s) {
    return s.get(ADDRESS_UNALIGNED, 16);
  }

  public static void ifr_data(MemorySegment s, MemorySegment value) {
    s.set(ADDRESS_UNALIGNED, 16, value);
  }
}
