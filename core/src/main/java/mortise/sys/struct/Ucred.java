package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct ucred}, unix(7): the credentials of a peer. */
@Header(value = "sys/socket.h", struct = "struct ucred")
public final class Ucred {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_INT_UNALIGNED.withName("pid"),
          JAVA_INT_UNALIGNED.withName("uid"),
          JAVA_INT_UNALIGNED.withName("gid"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Ucred() {}

  public static int pid(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 0);
  }

  public static void pid(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 0, value);
  }

  public static int uid(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static void uid(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 4, value);
  }

  public static int gid(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 8);
  }

  public static void gid(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 8, value);
  }
}
