package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct sockaddr_rc}: a Bluetooth device and a channel of RFCOMM. */
@Header(
    value = {"bluetooth/bluetooth.h", "bluetooth/rfcomm.h"},
    struct = "struct sockaddr_rc",
    optional = true)
public final class SockaddrRc {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_SHORT_UNALIGNED.withName("rc_family"),
          MemoryLayout.sequenceLayout(6, JAVA_BYTE).withName("rc_bdaddr"),
          JAVA_BYTE.withName("rc_channel"),
          paddingLayout(1));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private SockaddrRc() {}

  public static int rc_family(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 0) & 0xffff;
  }

  public static void rc_family(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 0, (short) value);
  }

  public static MemorySegment rc_bdaddr(MemorySegment s) {
    return s.asSlice(2, 6);
  }

  public static int rc_channel(MemorySegment s) {
    return s.get(JAVA_BYTE, 8) & 0xff;
  }

  public static void rc_channel(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 8, (byte) value);
  }
}
