package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.ADDRESS_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.List;

/** {@code struct hostent}, gethostbyname(3): a host. */
@Header(value = "netdb.h", struct = "struct hostent")
public final class Hostent {
  public static final StructLayout LAYOUT =
      structLayout(
          ADDRESS_UNALIGNED.withName("h_name"),
          ADDRESS_UNALIGNED.withName("h_aliases"),
          JAVA_INT_UNALIGNED.withName("h_addrtype"),
          JAVA_INT_UNALIGNED.withName("h_length"),
          ADDRESS_UNALIGNED.withName("h_addr_list"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Hostent() {}

  public static String h_name(MemorySegment s) {
    return Pointers.string(s.get(ADDRESS_UNALIGNED, 0));
  }

  public static List<String> h_aliases(MemorySegment s) {
    return Pointers.strings(s.get(ADDRESS_UNALIGNED, 8));
  }

  public static int h_addrtype(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 16);
  }

  public static int h_length(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 20);
  }

  /** The addresses, {@link #h_length} bytes each. */
  public static List<byte[]> h_addr_list(MemorySegment s) {
    int length = h_length(s);
    return Pointers.pointers(s.get(ADDRESS_UNALIGNED, 24)).stream()
        .map(address -> Pointers.memory(address, length).toArray(JAVA_BYTE))
        .toList();
  }
}
