package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.ADDRESS_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct if_nameindex}, if_nameindex(3): an interface. */
@Header(value = "net/if.h", struct = "struct if_nameindex")
public final class IfNameindex {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_INT_UNALIGNED.withName("if_index"),
          paddingLayout(4),
          ADDRESS_UNALIGNED.withName("if_name"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private IfNameindex() {}

  public static int if_index(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 0);
  }

  public static String if_name(MemorySegment s) {
    return Pointers.string(s.get(ADDRESS_UNALIGNED, 8));
  }
}
