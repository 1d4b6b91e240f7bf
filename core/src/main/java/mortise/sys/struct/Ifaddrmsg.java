package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct ifaddrmsg}, rtnetlink(7): an address of an interface. */
@Header(value = "linux/if_addr.h", struct = "struct ifaddrmsg")
public final class Ifaddrmsg {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_BYTE.withName("ifa_family"),
          JAVA_BYTE.withName("ifa_prefixlen"),
          JAVA_BYTE.withName("ifa_flags"),
          JAVA_BYTE.withName("ifa_scope"),
          JAVA_INT_UNALIGNED.withName("ifa_index"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Ifaddrmsg() {}

  public static int ifa_family(MemorySegment s) {
    return s.get(JAVA_BYTE, 0) & 0xff;
  }

  public static void ifa_family(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 0, (byte) value);
  }

  public static int ifa_prefixlen(MemorySegment s) {
    return s.get(JAVA_BYTE, 1) & 0xff;
  }

  public static void ifa_prefixlen(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 1, (byte) value);
  }

  public static int ifa_flags(MemorySegment s) {
    return s.get(JAVA_BYTE, 2) & 0xff;
  }

  public static void ifa_flags(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 2, (byte) value);
  }

  public static int ifa_scope(MemorySegment s) {
    return s.get(JAVA_BYTE, 3) & 0xff;
  }

  public static void ifa_scope(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 3, (byte) value);
  }

  public static int ifa_index(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static void ifa_index(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 4, value);
  }
}
