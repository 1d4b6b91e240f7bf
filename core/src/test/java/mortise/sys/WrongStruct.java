package mortise.sys;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.StructLayout;
import mortise.sys.struct.Header;

/** A mirror whose first member is too short and whose last does not exist. */
@Header(value = "sys/socket.h", struct = "struct linger")
final class WrongStruct {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_SHORT_UNALIGNED.withName("l_onoff"),
          JAVA_INT_UNALIGNED.withName("l_linger"),
          JAVA_INT_UNALIGNED.withName("l_nothing"));

  private WrongStruct() {}
}
