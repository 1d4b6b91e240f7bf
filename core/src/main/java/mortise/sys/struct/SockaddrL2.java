package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct sockaddr_l2}: a Bluetooth device and a channel of L2CAP. */
@Header(
    value = {"bluetooth/bluetooth.h", "bluetooth/l2cap.h"},
    struct = "struct sockaddr_l2",
    optional = true)
public final class SockaddrL2 {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_SHORT_UNALIGNED.withName("l2_family"),
          JAVA_SHORT_UNALIGNED.withName("l2_psm"),
          MemoryLayout.sequenceLayout(6, JAVA_BYTE).withName("l2_bdaddr"),
          JAVA_SHORT_UNALIGNED.withName("l2_cid"),
          JAVA_BYTE.withName("l2_bdaddr_type"),
          paddingLayout(1));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private SockaddrL2() {}

  public static int l2_family(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 0) & 0xffff;
  }

  public static void l2_family(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 0, (short) value);
  }

  public static int l2_psm(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 2) & 0xffff;
  }

  public static void l2_psm(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 2, (short) value);
  }

  public static MemorySegment l2_bdaddr(MemorySegment s) {
    return s.asSlice(4, 6);
  }

  public static int l2_cid(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 10) & 0xffff;
  }

  public static void l2_cid(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 10, (short) value);
  }

  public static int l2_bdaddr_type(MemorySegment s) {
    return s.get(JAVA_BYTE, 12) & 0xff;
  }

  public static void l2_bdaddr_type(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 12, (byte) value);
  }
}
