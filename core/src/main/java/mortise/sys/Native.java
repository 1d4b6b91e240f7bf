package mortise.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The one door to the linker.
 *
 * <p>Handles are linked on first use: the first costs some ten milliseconds, each further one about
 * one, so a binding keeps its handle in a holder class that nobody loads before the first call.
 */
final class Native {
  static {
    System system = System.current();
    if (!system.supported()) {
      throw new UnsupportedOperationException(
          "mortise runs on Linux (x86-64 or aarch64), and this is " + system.name());
    }
  }

  private Native() {}

  /** The system that this JVM runs on. */
  private record System(String os, String architecture) {
    static System current() {
      return new System(
          java.lang.System.getProperty("os.name"), java.lang.System.getProperty("os.arch"));
    }

    boolean supported() {
      return os.equals("Linux") && (architecture.equals("amd64") || architecture.equals("aarch64"));
    }

    String name() {
      return os + " on " + architecture;
    }
  }

  /**
   * The handles that the calls of every socket program share.
   *
   * <p>A handle is made per shape, and each shape costs some ten milliseconds of a program's start.
   * The shapes here are wider than most functions that are called through them: on x86-64 and
   * aarch64 these arguments travel in registers, and a function does not look at registers that it
   * has no parameters for. A number goes where a pointer stands as {@code ofAddress(number)}, and
   * the result of a function that returns an int is the lower half of the long.
   */
  static final class Shared {
    /**
     * INSTANT {@code f(int, pointer, long, int)}: the calls that move bytes, for heap arrays alone.
     * The compiler leaves out all segments of a call while it has seen one kind of memory only.
     */
    static final MethodHandle MOVE = orElse(Shortcut.move(), Native::move);

    /** INSTANT {@code f(int, pointer x 5)}: all others. */
    static final MethodHandle ANY = orElse(Shortcut.any(), Native::any);

    /** PLAIN or BLOCKING {@code f(int, pointer, long, int)}, errno off-heap. */
    static final MethodHandle WAIT = orElse(Shortcut.await(), Native::await);

    /**
     * PLAIN {@code f(pointer x 6)} for what begins with a pointer, or with a number of 64 bits;
     * errno off-heap. Starting a process is its use.
     */
    static final class Pointers {
      static final MethodHandle CALL = orElse(Shortcut.pointers(), Native::pointers);

      private Pointers() {}
    }

    private Shared() {}

    private static MethodHandle orElse(MethodHandle shortcut, Supplier<MethodHandle> linked) {
      return shortcut == null ? linked.get() : shortcut;
    }
  }

  /** {@link Shared#MOVE} from the linker. */
  static MethodHandle move() {
    return link(Shapes.ONE_POINTER, Door.ERRNO, Door.HEAP);
  }

  /** {@link Shared#ANY} from the linker. */
  static MethodHandle any() {
    return link(Shapes.FIVE_POINTERS, Door.ERRNO, Door.HEAP);
  }

  private static MethodHandle await() {
    return link(Shapes.ONE_POINTER, Door.ERRNO);
  }

  private static MethodHandle pointers() {
    return link(Shapes.SIX_POINTERS, Door.ERRNO);
  }

  private static final class Shapes {
    static final FunctionDescriptor ONE_POINTER =
        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    static final FunctionDescriptor FIVE_POINTERS =
        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    static final FunctionDescriptor SIX_POINTERS =
        FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  }

  /** The linker, which nobody wakes who can do without. */
  private static final class Door {
    static final Linker LINKER = Linker.nativeLinker();
    static final SymbolLookup LIBC = LINKER.defaultLookup();
    static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    static final Linker.Option HEAP = Linker.Option.critical(true);
  }

  /** The address of a function for {@link Shared}. */
  static MemorySegment function(String symbol) {
    long found = Shortcut.find(symbol);
    if (found != 0) {
      return MemorySegment.ofAddress(found);
    }
    return Door.LIBC
        .find(symbol)
        .orElseThrow(
            () -> new UnsatisfiedLinkError("this system's libc has no function " + symbol));
  }

  /** A number where a shape has a pointer. */
  static MemorySegment number(long value) {
    return MemorySegment.ofAddress(value);
  }

  /** An INSTANT call. Its first argument is the {@code int[1]} segment that receives errno. */
  static MethodHandle instant(String symbol, MemoryLayout result, MemoryLayout... arguments) {
    return link(symbol, FunctionDescriptor.of(result, arguments), Door.ERRNO, Door.HEAP);
  }

  /**
   * An INSTANT call of a variadic C function whose first {@code fixed} arguments are declared; some
   * systems pass the others differently.
   */
  static MethodHandle variadic(
      int fixed, String symbol, MemoryLayout result, MemoryLayout... arguments) {
    FunctionDescriptor descriptor = FunctionDescriptor.of(result, arguments);
    return link(symbol, descriptor, Door.ERRNO, Door.HEAP, Linker.Option.firstVariadicArg(fixed));
  }

  /** A PLAIN or BLOCKING call. Its first argument is the off-heap segment that receives errno. */
  static MethodHandle plain(String symbol, MemoryLayout result, MemoryLayout... arguments) {
    return link(symbol, FunctionDescriptor.of(result, arguments), Door.ERRNO);
  }

  /** A PLAIN or BLOCKING call that does not report through errno. */
  static MethodHandle silent(String symbol, FunctionDescriptor descriptor) {
    return link(symbol, descriptor);
  }

  private static MethodHandle link(
      String symbol, FunctionDescriptor descriptor, Linker.Option... options) {
    return link(descriptor, options).bindTo(function(symbol));
  }

  /** A handle whose first argument is the function's address. */
  @SuppressWarnings("restricted") // this is the door that the grant is for
  private static MethodHandle link(FunctionDescriptor descriptor, Linker.Option... options) {
    try {
      return Door.LINKER.downcallHandle(descriptor, options);
    } catch (IllegalCallerException e) {
      throw denied(e);
    }
  }

  private static IllegalCallerException denied(IllegalCallerException cause) {
    Module module = Native.class.getModule();
    String name = module.isNamed() ? module.getName() : "ALL-UNNAMED";
    return new IllegalCallerException(
        "mortise calls libc and was not allowed to: start java with --enable-native-access=" + name,
        cause);
  }

  /** A place for the errno of one call, until its result is made. */
  static int[] errno() {
    return Carrier.errno();
  }

  /** The result of a call that returns -1 and sets errno when it fails. */
  static int result(int value, int[] errno) {
    return value == -1 ? -errno[0] : value;
  }

  /** The result of a call that returns -1 and sets errno when it fails. */
  static long result(long value, int[] errno) {
    return value == -1 ? -errno[0] : value;
  }

  /** The result of a call that returns -1 and sets errno when it fails, errno being off-heap. */
  static int result(int value, MemorySegment errno) {
    return value == -1 ? -errno.get(ValueLayout.JAVA_INT, 0) : value;
  }

  /** The result of a call that returns -1 and sets errno when it fails, errno being off-heap. */
  static long result(long value, MemorySegment errno) {
    return value == -1 ? -errno.get(ValueLayout.JAVA_INT, 0) : value;
  }

  /** The {@code size} bytes that a C pointer points to; {@code NULL} stays what it is. */
  @SuppressWarnings("restricted")
  static MemorySegment memory(MemorySegment pointer, long size) {
    return isNull(pointer) ? MemorySegment.NULL : pointer.reinterpret(size);
  }

  /** The bytes that a C pointer points to, up to the NUL, as UTF-8; or null for {@code NULL}. */
  @SuppressWarnings("restricted")
  static String string(MemorySegment pointer) {
    return isNull(pointer) ? null : pointer.reinterpret(Long.MAX_VALUE).getString(0);
  }

  /** The strings of a C array that ends with {@code NULL}. */
  static List<String> strings(MemorySegment pointer) {
    return pointers(pointer).stream().map(Native::string).toList();
  }

  /** The pointers of a C array that ends with {@code NULL}. */
  @SuppressWarnings("restricted")
  static List<MemorySegment> pointers(MemorySegment pointer) {
    List<MemorySegment> pointers = new ArrayList<>();
    if (!isNull(pointer)) {
      MemorySegment array = pointer.reinterpret(Long.MAX_VALUE);
      MemorySegment each;
      for (int i = 0; !isNull(each = array.getAtIndex(ValueLayout.ADDRESS, i)); i++) {
        pointers.add(each);
      }
    }
    return pointers;
  }

  /** Whether a C pointer is {@code NULL}. */
  static boolean isNull(MemorySegment pointer) {
    return pointer.address() == 0;
  }

  /** A call handle declares Throwable; what really comes is a caller's bad memory, or a bug. */
  static RuntimeException rethrow(Throwable thrown) {
    switch (thrown) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError("a call handle threw a checked exception", thrown);
    }
  }

  /** A heap segment over a whole array; short for the many bindings that need one. */
  static MemorySegment segment(int[] array) {
    return MemorySegment.ofArray(array);
  }
}
