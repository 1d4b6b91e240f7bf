package mortise.sys;

import static mortise.sys.Calls.call;
import static mortise.sys.Native.function;
import static mortise.sys.Native.number;

import java.lang.foreign.MemorySegment;
import mortise.sys.struct.Header;

/** {@code stdio.h}: putting a file in the place of another. */
@Header("stdio.h")
public final class Stdio {

  private Stdio() {}

  private static final class Rename {
    static final MemorySegment FUNCTION = function("renameat");
  }

  /**
   * {@code int rename(const char *oldpath, const char *newpath)}, both ending in a NUL byte;
   * INSTANT.
   */
  public static int rename(MemorySegment from, MemorySegment to) {
    return call(Rename.FUNCTION, Fcntl.AT_FDCWD, from, number(Fcntl.AT_FDCWD), to);
  }
}
