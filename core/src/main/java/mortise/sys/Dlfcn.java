package mortise.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static mortise.sys.Calls.noErrno;
import static mortise.sys.Calls.pointers;
import static mortise.sys.Native.function;
import static mortise.sys.Native.number;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import mortise.sys.struct.Header;
import mortise.sys.struct.Pointers;

/** {@code dlfcn.h}: libraries that are loaded at run time. */
@Header("dlfcn.h")
public final class Dlfcn {
  public static final int RTLD_NOW = 2;

  private static final int LONGEST = 1024;

  private Dlfcn() {}

  private static final MemorySegment DLOPEN = function("dlopen");
  private static final MemorySegment DLSYM = function("dlsym");
  private static final MemorySegment DLERROR = function("dlerror");

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

  /**
   * {@code char *dlerror(void)}: why the last call of this thread failed; null where it did not.
   * PLAIN. The words are read byte by byte, since to look up strlen would be another call.
   */
  static String dlerror() {
    long words = pointers(DLERROR, noErrno(), NULL, NULL, NULL);
    if (words == 0) {
      return null;
    }
    ByteBuffer memory = Pointers.memory(MemorySegment.ofAddress(words), LONGEST).asByteBuffer();
    StringBuilder text = new StringBuilder();
    for (byte b; memory.hasRemaining() && (b = memory.get()) != 0; ) {
      text.append((char) (b & 0xff)); // names of files and symbols
    }
    return text.toString();
  }
}
