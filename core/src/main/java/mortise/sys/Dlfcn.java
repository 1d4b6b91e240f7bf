package mortise.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static mortise.sys.Calls.noErrno;
import static mortise.sys.Calls.pointers;
import static mortise.sys.Native.function;
import static mortise.sys.Native.number;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** {@code dlfcn.h}: libraries that are loaded at run time. */
@Header("dlfcn.h")
public final class Dlfcn {
  public static final int RTLD_NOW = 2;

  private Dlfcn() {}

  private static final MemorySegment DLOPEN = function("dlopen");
  private static final MemorySegment DLSYM = function("dlsym");

  /** {@code void *dlopen(const char *filename, int flags)}; PLAIN. 0 where it cannot be loaded. */
  static long dlopen(String filename, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      return pointers(DLOPEN, noErrno(), Native.chars(arena, filename), number(flags), NULL);
    }
  }

  /** {@code void *dlsym(void *handle, const char *symbol)}; PLAIN. 0 where there is none. */
  static long dlsym(long handle, String symbol) {
    try (Arena arena = Arena.ofConfined()) {
      return pointers(DLSYM, noErrno(), number(handle), Native.chars(arena, symbol), NULL);
    }
  }
}
