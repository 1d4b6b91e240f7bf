package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct rtmsg}, rtnetlink(7): a route. */
@Header(value = "linux/rtnetlink.h", struct = "struct rtmsg")
public final class Rtmsg {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_BYTE.withName("rtm_family"),
          JAVA_BYTE.withName("rtm_dst_len"),
          JAVA_BYTE.withName("rtm_src_len"),
          JAVA_BYTE.withName("rtm_tos"),
          JAVA_BYTE.withName("rtm_table"),
          JAVA_BYTE.withName("rtm_protocol"),
          JAVA_BYTE.withName("rtm_scope"),
          JAVA_BYTE.withName("rtm_type"),
          JAVA_INT_UNALIGNED.withName("rtm_flags"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Rtmsg() {}

  public static int rtm_family(MemorySegment s) {
    return s.get(JAVA_BYTE, 0) & 0xff;
  }

  public static void rtm_family(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 0, (byte) value);
  }

  public static int rtm_dst_len(MemorySegment s) {
    return s.get(JAVA_BYTE, 1) & 0xff;
  }

  public static void rtm_dst_len(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 1, (byte) value);
  }

  public static int rtm_src_len(MemorySegment s) {
    return s.get(JAVA_BYTE, 2) & 0xff;
  }

  public static void rtm_src_len(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 2, (byte) value);
  }

  public static int rtm_tos(MemorySegment s) {
    return s.get(JAVA_BYTE, 3) & 0xff;
  }

  public static void rtm_tos(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 3, (byte) value);
  }

  public static int rtm_table(MemorySegment s) {
    return s.get(JAVA_BYTE, 4) & 0xff;
  }

  public static void rtm_table(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 4, (byte) value);
  }

  public static int rtm_protocol(MemorySegment s) {
    return s.get(JAVA_BYTE, 5) & 0xff;
  }

  public static void rtm_protocol(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 5, (byte) value);
  }

  public static int rtm_scope(MemorySegment s) {
    return s.get(JAVA_BYTE, 6) & 0xff;
  }

  public static void rtm_scope(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 6, (byte) value);
  }

  public static int rtm_type(MemorySegment s) {
    return s.get(JAVA_BYTE, 7) & 0xff;
  }

  public static void rtm_type(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 7, (byte) value);
  }

  public static int rtm_flags(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 8);
  }

  public static void rtm_flags(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 8, value);
  }
}
