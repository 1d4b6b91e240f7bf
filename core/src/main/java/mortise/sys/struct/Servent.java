package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.ADDRESS_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.List;

/** {@code struct servent}, getservent(3): a service. The port is in network order. */
@Header(value = "netdb.h", struct = "struct servent")
public final class Servent {
  public static final StructLayout LAYOUT =
      structLayout(
          ADDRESS_UNALIGNED.withName("s_name"),
          ADDRESS_UNALIGNED.withName("s_aliases"),
          JAVA_INT_UNALIGNED.withName("s_port"),
          paddingLayout(4),
          ADDRESS_UNALIGNED.withName("s_proto"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Servent() {}

  public static String s_name(MemorySegment s) {
    return Pointers.string(s.get(ADDRESS_UNALIGNED, 0));
  }

  public static List<String> s_aliases(MemorySegment s) {
    return Pointers.strings(s.get(ADDRESS_UNALIGNED, 8));
  }

  public static int s_port(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 16);
  }

  public static String s_proto(MemorySegment s) {
    return Pointers.string(s.get(ADDRESS_UNALIGNED, 24));
  }
}
