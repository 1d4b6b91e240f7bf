package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.ADDRESS_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** {@code struct addrinfo}, getaddrinfo(3): what is asked for, and a list of what was found. */
@Header(value = "netdb.h", struct = "struct addrinfo")
public final class Addrinfo {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_INT_UNALIGNED.withName("ai_flags"),
          JAVA_INT_UNALIGNED.withName("ai_family"),
          JAVA_INT_UNALIGNED.withName("ai_socktype"),
          JAVA_INT_UNALIGNED.withName("ai_protocol"),
          JAVA_INT_UNALIGNED.withName("ai_addrlen"),
          paddingLayout(4),
          ADDRESS_UNALIGNED.withName("ai_addr"),
          ADDRESS_UNALIGNED.withName("ai_canonname"),
          ADDRESS_UNALIGNED.withName("ai_next"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Addrinfo() {}

  // By way of a buffer, since the first use of a layout costs a start milliseconds.

  private static ByteBuffer bytes(MemorySegment s) {
    return s.asByteBuffer().order(ByteOrder.nativeOrder());
  }

  private static MemorySegment pointer(MemorySegment s, int offset) {
    return MemorySegment.ofAddress(bytes(s).getLong(offset));
  }

  public static int ai_flags(MemorySegment s) {
    return bytes(s).getInt(0);
  }

  public static void ai_flags(MemorySegment s, int value) {
    bytes(s).putInt(0, value);
  }

  public static int ai_family(MemorySegment s) {
    return bytes(s).getInt(4);
  }

  public static void ai_family(MemorySegment s, int value) {
    bytes(s).putInt(4, value);
  }

  public static int ai_socktype(MemorySegment s) {
    return bytes(s).getInt(8);
  }

  public static void ai_socktype(MemorySegment s, int value) {
    bytes(s).putInt(8, value);
  }

  public static int ai_protocol(MemorySegment s) {
    return bytes(s).getInt(12);
  }

  public static void ai_protocol(MemorySegment s, int value) {
    bytes(s).putInt(12, value);
  }

  public static int ai_addrlen(MemorySegment s) {
    return bytes(s).getInt(16);
  }

  public static String ai_canonname(MemorySegment s) {
    return Pointers.string(pointer(s, 32));
  }

  /** The head of the list that getaddrinfo(3) left in {@code result}. */
  public static MemorySegment first(MemorySegment result) {
    return Pointers.memory(pointer(result, 0), SIZE);
  }

  /** The next of the list, or {@code MemorySegment.NULL}. */
  public static MemorySegment ai_next(MemorySegment s) {
    return Pointers.memory(pointer(s, 40), SIZE);
  }

  /** The {@code ai_addrlen} bytes of the address. */
  public static MemorySegment ai_addr(MemorySegment s) {
    return Pointers.memory(pointer(s, 24), Integer.toUnsignedLong(ai_addrlen(s)));
  }
}
