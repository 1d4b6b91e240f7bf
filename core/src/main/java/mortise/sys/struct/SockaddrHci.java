package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct sockaddr_hci}: a Bluetooth controller of this host. */
@Header(
    value = {"bluetooth/bluetooth.h", "bluetooth/hci.h"},
    struct = "struct sockaddr_hci",
    optional = true)
public final class SockaddrHci {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_SHORT_UNALIGNED.withName("hci_family"),
          JAVA_SHORT_UNALIGNED.withName("hci_dev"),
          JAVA_SHORT_UNALIGNED.withName("hci_channel"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private SockaddrHci() {}

  public static int hci_family(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 0) & 0xffff;
  }

  public static void hci_family(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 0, (short) value);
  }

  public static int hci_dev(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 2) & 0xffff;
  }

  public static void hci_dev(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 2, (short) value);
  }

  public static int hci_channel(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 4) & 0xffff;
  }

  public static void hci_channel(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 4, (short) value);
  }
}
