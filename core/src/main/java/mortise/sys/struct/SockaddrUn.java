package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct sockaddr_un}, unix(7). The accompanying length determines how much of {@code
 * sun_path} counts: none is the unnamed address, a first byte of 0 an abstract name.
 */
@Header(value = "sys/un.h", struct = "struct sockaddr_un")
public final class SockaddrUn {
  /** The bytes that {@code sun_path} holds. */
  public static final int PATH_BYTES = 108;

  /** Where {@code sun_path} begins. */
  public static final int PATH = 2;

  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_SHORT_UNALIGNED.withName("sun_family"),
          MemoryLayout.sequenceLayout(PATH_BYTES, JAVA_BYTE).withName("sun_path"));

  private SockaddrUn() {}

  public static void set(MemorySegment s, int family, byte[] path) {
    Pointers.buffer(s).putShort(0, (short) family).put(PATH, path);
  }

  /** The first {@code length - 2} bytes of {@code sun_path}. */
  public static byte[] sun_path(MemorySegment s, int length) {
    byte[] path = new byte[length - PATH];
    Pointers.buffer(s).get(PATH, path);
    return path;
  }
}
