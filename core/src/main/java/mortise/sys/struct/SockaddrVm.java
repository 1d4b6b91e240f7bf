package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct sockaddr_vm}, vsock(7): a virtual machine and a port of 32 bits. */
@Header(
    value = {"sys/socket.h", "linux/vm_sockets.h"},
    struct = "struct sockaddr_vm")
public final class SockaddrVm {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_SHORT_UNALIGNED.withName("svm_family"),
          paddingLayout(2),
          JAVA_INT_UNALIGNED.withName("svm_port"),
          JAVA_INT_UNALIGNED.withName("svm_cid"),
          JAVA_BYTE.withName("svm_flags"),
          paddingLayout(3));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private SockaddrVm() {}

  public static int svm_family(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 0) & 0xffff;
  }

  public static void svm_family(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 0, (short) value);
  }

  public static int svm_port(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static void svm_port(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 4, value);
  }

  public static int svm_cid(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 8);
  }

  public static void svm_cid(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 8, value);
  }

  public static int svm_flags(MemorySegment s) {
    return s.get(JAVA_BYTE, 12) & 0xff;
  }

  public static void svm_flags(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 12, (byte) value);
  }
}
