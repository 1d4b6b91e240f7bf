package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.MemoryLayout.unionLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct sockaddr_tipc}: a socket, a range of services, or a service. */
@Header(value = "linux/tipc.h", struct = "struct sockaddr_tipc")
public final class SockaddrTipc {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_SHORT_UNALIGNED.withName("family"),
          JAVA_BYTE.withName("addrtype"),
          JAVA_BYTE.withName("scope"),
          unionLayout(
                  structLayout(
                          JAVA_INT_UNALIGNED.withName("ref"), JAVA_INT_UNALIGNED.withName("node"))
                      .withName("id"),
                  structLayout(
                          JAVA_INT_UNALIGNED.withName("type"),
                          JAVA_INT_UNALIGNED.withName("lower"),
                          JAVA_INT_UNALIGNED.withName("upper"))
                      .withName("nameseq"),
                  structLayout(
                          structLayout(
                                  JAVA_INT_UNALIGNED.withName("type"),
                                  JAVA_INT_UNALIGNED.withName("instance"))
                              .withName("name"),
                          JAVA_INT_UNALIGNED.withName("domain"))
                      .withName("name"))
              .withName("addr"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private SockaddrTipc() {}

  public static int family(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 0) & 0xffff;
  }

  public static void family(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 0, (short) value);
  }

  public static int addrtype(MemorySegment s) {
    return s.get(JAVA_BYTE, 2) & 0xff;
  }

  public static void addrtype(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 2, (byte) value);
  }

  public static int scope(MemorySegment s) {
    return s.get(JAVA_BYTE, 3);
  }

  public static void scope(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 3, (byte) value);
  }

  public static int id_ref(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static void id_ref(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 4, value);
  }

  public static int id_node(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 8);
  }

  public static void id_node(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 8, value);
  }

  public static int nameseq_type(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static void nameseq_type(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 4, value);
  }

  public static int nameseq_lower(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 8);
  }

  public static void nameseq_lower(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 8, value);
  }

  public static int nameseq_upper(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 12);
  }

  public static void nameseq_upper(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 12, value);
  }

  public static int name_type(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static void name_type(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 4, value);
  }

  public static int name_instance(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 8);
  }

  public static void name_instance(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 8, value);
  }

  public static int name_domain(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 12);
  }

  public static void name_domain(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 12, value);
  }
}
