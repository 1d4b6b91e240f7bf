package mortise.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static mortise.sys.Calls.noErrno;
import static mortise.sys.Native.number;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mortise.sys.struct.Pointers;
import mortise.sys.struct.SystemLayer;

/**
 * The system's OpenSSL, loaded at run time by its sonames, newest first. Nothing needs it: where it
 * is missing, too old, or another library under that name, {@link #problem} says so.
 *
 * <p>Pointers of the library are longs here. Its errors are kept per platform thread, so whoever
 * asks for one must not have parked since the call that failed.
 */
public final class Openssl {
  private static final List<String> VERSIONS = List.of(".so.4", ".so.3", ".so.1.1");

  /** 1.1.1, the first with TLS 1.3. */
  private static final long OLDEST = 0x10101000L;

  /** Functions that this library lacks. Guarded by the class initialisation of the bindings. */
  private static final List<String> MISSING = new ArrayList<>();

  private static final long LIBSSL;
  private static final long LIBCRYPTO;
  private static final String SONAME;

  /** Why a library that is there cannot be loaded; null otherwise. */
  private static final String LOAD_FAILURE;

  static {
    long ssl = 0;
    long crypto = 0;
    String soname = null;
    String failure = null;
    int versions = SystemLayer.PORTABLE ? 0 : VERSIONS.size();
    for (int i = 0; i < versions && (ssl == 0 || crypto == 0); i++) {
      soname = "libssl" + VERSIONS.get(i);
      ssl = Dlfcn.dlopen(soname, Dlfcn.RTLD_NOW);
      crypto = ssl == 0 ? 0 : Dlfcn.dlopen("libcrypto" + VERSIONS.get(i), Dlfcn.RTLD_NOW);
      if (ssl == 0 || crypto == 0) {
        String reason = "" + Dlfcn.dlerror();
        failure = failure != null || isAbsence(reason) ? failure : reason;
      }
    }
    LIBSSL = ssl;
    LIBCRYPTO = crypto;
    SONAME = soname;
    LOAD_FAILURE = failure;
  }

  private Openssl() {}

  private static boolean isAbsence(String reason) {
    return reason.startsWith("libssl") && reason.endsWith("No such file or directory");
  }

  private static final class Checked {
    static final String PROBLEM = check();
  }

  /** Why it cannot be used, in words; null where it can. Loads and initialises it. */
  public static String problem() {
    return Checked.PROBLEM;
  }

  private static String check() {
    if (SystemLayer.PORTABLE) {
      return "the portable layer over NIO calls no native library";
    }
    if (LIBSSL == 0 || LIBCRYPTO == 0) {
      return LOAD_FAILURE == null
          ? "this system has no libssl" + String.join(", libssl", VERSIONS)
          : "the system's libssl cannot be loaded: " + LOAD_FAILURE;
    }
    if (!OpensslCrypto.isComplete() || !OpensslEvp.isComplete() || !OpensslSsl.isComplete()) {
      return SONAME + " lacks " + String.join(", ", MISSING);
    }
    String name = OpensslCrypto.OpenSSL_version(OpensslCrypto.OPENSSL_VERSION);
    if (!name.startsWith("OpenSSL ")) {
      return SONAME + " is '" + name + "' and not OpenSSL";
    }
    if (OpensslCrypto.OpenSSL_version_num() < OLDEST) {
      return SONAME + " is '" + name + "', and 1.1.1 is the oldest that has TLS 1.3";
    }
    // Its clean-up at exit would free what daemon threads still use.
    OpensslCrypto.OPENSSL_init_crypto(OpensslCrypto.OPENSSL_INIT_NO_ATEXIT);
    return null;
  }

  /** Such as {@code OpenSSL 3.0.17 1 Jul 2025}. Only where there is no {@link #problem}. */
  public static String version() {
    return OpensslCrypto.OpenSSL_version(OpensslCrypto.OPENSSL_VERSION);
  }

  /** A function by the first of its names that the library has. */
  static MemorySegment function(String... names) {
    for (String name : names) {
      long found = LIBSSL == 0 ? 0 : Dlfcn.dlsym(LIBSSL, name);
      found = found != 0 || LIBCRYPTO == 0 ? found : Dlfcn.dlsym(LIBCRYPTO, name);
      if (found != 0) {
        return MemorySegment.ofAddress(found);
      }
    }
    MISSING.add(names[0]);
    return NULL;
  }

  /** Whether all functions that were asked for were there. */
  static boolean isComplete() {
    return MISSING.isEmpty();
  }

  /** PLAIN. Numbers and pointers alike. */
  static long call(MemorySegment function, long a, long b, long c, long d, long e, long f) {
    return Calls.pointers(
        function, noErrno(), number(a), number(b), number(c), number(d), number(e), number(f));
  }

  static long call(MemorySegment function, long a, long b, long c, long d) {
    return call(function, a, b, c, d, 0, 0);
  }

  static long call(MemorySegment function, long a, long b, long c) {
    return call(function, a, b, c, 0, 0, 0);
  }

  static long call(MemorySegment function, long a, long b) {
    return call(function, a, b, 0, 0, 0, 0);
  }

  static long call(MemorySegment function, long a) {
    return call(function, a, 0, 0, 0, 0, 0);
  }

  static long call(MemorySegment function) {
    return call(function, 0, 0, 0, 0, 0, 0);
  }

  /** PLAIN, of a function whose argument behind the first ones is a string. */
  static long call(MemorySegment function, long a, long b, long c, String text) {
    try (Arena arena = Arena.ofConfined()) {
      return call(function, a, b, c, Native.chars(arena, text).address());
    }
  }

  /** PLAIN, of a function whose second argument is a string. */
  static long call(MemorySegment function, long a, String text) {
    try (Arena arena = Arena.ofConfined()) {
      return call(function, a, Native.chars(arena, text).address());
    }
  }

  /** The words at an address; null for {@code NULL}. */
  static String string(long address) {
    return Pointers.string(MemorySegment.ofAddress(address));
  }

  /** A word of memory, a pointer or a number, for a function that reads or sets it. */
  static MemorySegment word(Arena arena, long value) {
    MemorySegment word = arena.allocate(Long.BYTES, Long.BYTES);
    Pointers.buffer(word).putLong(0, value);
    return word;
  }

  /** A copy of an array outside of the heap. */
  static MemorySegment memory(Arena arena, byte[] bytes) {
    MemorySegment memory = arena.allocate(Math.max(1, bytes.length));
    memory.asByteBuffer().put(bytes);
    return memory;
  }

  /** The {@code count} bytes at an address. */
  static byte[] bytes(long address, long count) {
    byte[] bytes = new byte[Math.toIntExact(count)];
    Pointers.memory(MemorySegment.ofAddress(address), count).asByteBuffer().get(bytes);
    return bytes;
  }

  /** A name of the library in words that a sentence can have. */
  static String plain(String words) {
    return words == null ? "no reason given" : words.toLowerCase(Locale.ROOT);
  }
}
