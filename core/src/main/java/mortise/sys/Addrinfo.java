package mortise.sys;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.ADDRESS_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

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

  public static int ai_flags(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 0);
  }

  public static void ai_flags(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 0, value);
  }

  public static int ai_family(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static void ai_family(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 4, value);
  }

  public static int ai_socktype(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 8);
  }

  public static void ai_socktype(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 8, value);
  }

  public static int ai_protocol(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 12);
  }

  public static void ai_protocol(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 12, value);
  }

  public static int ai_addrlen(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 16);
  }

  public static String ai_canonname(MemorySegment s) {
    return Native.string(s.get(ADDRESS_UNALIGNED, 32));
  }

  /** The head of the list that {@link Netdb#getaddrinfo} left in {@code result}. */
  public static MemorySegment first(MemorySegment result) {
    return Native.memory(result.get(ADDRESS_UNALIGNED, 0), SIZE);
  }

  /** The next of the list, or {@code MemorySegment.NULL}. */
  public static MemorySegment ai_next(MemorySegment s) {
    return Native.memory(s.get(ADDRESS_UNALIGNED, 40), SIZE);
  }

  /** The {@code ai_addrlen} bytes of the address. */
  public static MemorySegment ai_addr(MemorySegment s) {
    return Native.memory(s.get(ADDRESS_UNALIGNED, 24), Integer.toUnsignedLong(ai_addrlen(s)));
  }
}
