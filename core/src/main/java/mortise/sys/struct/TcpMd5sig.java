package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct tcp_md5sig}, RFC 2385: the key that segments from and to an address are signed
 * with.
 */
@Header(value = "linux/tcp.h", struct = "struct tcp_md5sig")
public final class TcpMd5sig {
  public static final StructLayout LAYOUT =
      structLayout(
          MemoryLayout.sequenceLayout(128, JAVA_BYTE).withName("tcpm_addr"),
          JAVA_BYTE.withName("tcpm_flags"),
          JAVA_BYTE.withName("tcpm_prefixlen"),
          JAVA_SHORT_UNALIGNED.withName("tcpm_keylen"),
          JAVA_INT_UNALIGNED.withName("tcpm_ifindex"),
          MemoryLayout.sequenceLayout(80, JAVA_BYTE).withName("tcpm_key"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private TcpMd5sig() {}

  public static MemorySegment tcpm_addr(MemorySegment s) {
    return s.asSlice(0, 128);
  }

  public static int tcpm_flags(MemorySegment s) {
    return s.get(JAVA_BYTE, 128) & 0xff;
  }

  public static void tcpm_flags(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 128, (byte) value);
  }

  public static int tcpm_prefixlen(MemorySegment s) {
    return s.get(JAVA_BYTE, 129) & 0xff;
  }

  public static void tcpm_prefixlen(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 129, (byte) value);
  }

  public static int tcpm_keylen(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 130) & 0xffff;
  }

  public static void tcpm_keylen(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 130, (short) value);
  }

  public static int tcpm_ifindex(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 132);
  }

  public static void tcpm_ifindex(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 132, value);
  }

  public static MemorySegment tcpm_key(MemorySegment s) {
    return s.asSlice(136, 80);
  }
}
