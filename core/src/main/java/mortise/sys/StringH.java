package mortise.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static mortise.sys.Calls.noErrno;
import static mortise.sys.Calls.pointers;
import static mortise.sys.Native.function;
import static mortise.sys.Native.number;

import java.lang.foreign.MemorySegment;
import mortise.sys.struct.Header;
import mortise.sys.struct.Pointers;
import mortise.sys.struct.SystemLayer;

/** {@code string.h}: the words of errno. */
@Header("string.h")
public final class StringH {

  private StringH() {}

  private static final class Strerror {
    static final MemorySegment FUNCTION = function("strerror");
  }

  /**
   * {@code char *strerror(int errnum)}; PLAIN. The words for {@code errno}, in the language of the
   * process. Numbers that libc knows have constant words, so no two threads disturb each other.
   */
  public static String strerror(int errno) {
    if (SystemLayer.PORTABLE) {
      return PortableCalls.INSTANCE.strerror(errno);
    }
    long words = pointers(Strerror.FUNCTION, noErrno(), number(errno), NULL, NULL);
    return Pointers.string(MemorySegment.ofAddress(words));
  }

  /**
   * What the layer over NIO adds to the words for the errno of the calling thread's last call: what
   * it cannot do. Null for nothing, and on Linux.
   */
  public static String reason(int errno) {
    return SystemLayer.PORTABLE ? PortableCalls.INSTANCE.reason(errno) : null;
  }
}
