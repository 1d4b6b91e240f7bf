package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct sockaddr_sco}: a Bluetooth device, for audio. */
@Header(
    value = {"bluetooth/bluetooth.h", "bluetooth/sco.h"},
    struct = "struct sockaddr_sco",
    optional = true)
public final class SockaddrSco {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_SHORT_UNALIGNED.withName("sco_family"),
          MemoryLayout.sequenceLayout(6, JAVA_BYTE).withName("sco_bdaddr"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private SockaddrSco() {}

  public static int sco_family(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 0) & 0xffff;
  }

  public static void sco_family(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 0, (short) value);
  }

  public static MemorySegment sco_bdaddr(MemorySegment s) {
    return s.asSlice(2, 6);
  }
}
