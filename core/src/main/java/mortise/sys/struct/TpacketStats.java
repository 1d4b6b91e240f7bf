package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct tpacket_stats}, packet(7): packets received and lost. */
@Header(value = "linux/if_packet.h", struct = "struct tpacket_stats")
public final class TpacketStats {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_INT_UNALIGNED.withName("tp_packets"), JAVA_INT_UNALIGNED.withName("tp_drops"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private TpacketStats() {}

  public static int tp_packets(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 0);
  }

  public static int tp_drops(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }
}
