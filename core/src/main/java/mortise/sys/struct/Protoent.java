package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.ADDRESS_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.List;

/** {@code struct protoent}, getprotoent(3): a protocol. */
@Header(value = "netdb.h", struct = "struct protoent")
public final class Protoent {
  public static final StructLayout LAYOUT =
      structLayout(
          ADDRESS_UNALIGNED.withName("p_name"),
          ADDRESS_UNALIGNED.withName("p_aliases"),
          JAVA_INT_UNALIGNED.withName("p_proto"),
          paddingLayout(4));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Protoent() {}

  public static String p_name(MemorySegment s) {
    return Pointers.string(s.get(ADDRESS_UNALIGNED, 0));
  }

  public static List<String> p_aliases(MemorySegment s) {
    return Pointers.strings(s.get(ADDRESS_UNALIGNED, 8));
  }

  public static int p_proto(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 16);
  }
}
