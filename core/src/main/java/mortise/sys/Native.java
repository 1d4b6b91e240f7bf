package mortise.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import mortise.sys.struct.SystemLayer;

/**
 * The one door to the linker.
 *
 * <p>Handles are linked on first use: the first costs some ten milliseconds, each further one about
 * one, so a binding keeps its handle in a holder class that is loaded by the first call.
 */
final class Native {
  private Native() {}

  /** The linker, initialised lazily. */
  private static final class Door {
    static final Linker LINKER = Linker.nativeLinker();
    static final SymbolLookup LIBC = LINKER.defaultLookup();
    static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    static final Linker.Option HEAP = Linker.Option.critical(true);
  }

  /** The address of a function for {@link Calls}, or what stands for it in the layer over NIO. */
  static MemorySegment function(String symbol) {
    if (SystemLayer.PORTABLE) {
      return PortableCalls.INSTANCE.function(symbol);
    }
    long found = Shortcut.find(symbol);
    if (found != 0) {
      return MemorySegment.ofAddress(found);
    }
    return Door.LIBC
        .find(symbol)
        .orElseThrow(
            () -> new UnsatisfiedLinkError("this system's libc has no function " + symbol));
  }

  /** An INSTANT call of the function whose address comes first, before the place for errno. */
  static MethodHandle instant(FunctionDescriptor shape) {
    return link(shape, Door.ERRNO, Door.HEAP);
  }

  /** An INSTANT call of the function whose address comes first, which does not report by errno. */
  static MethodHandle instantWithoutErrno(FunctionDescriptor shape) {
    return link(shape, Door.HEAP);
  }

  /** A PLAIN or BLOCKING one. */
  static MethodHandle plain(FunctionDescriptor shape) {
    return link(shape, Door.ERRNO);
  }

  /** A number where a shape has a pointer. */
  static MemorySegment number(long value) {
    return MemorySegment.ofAddress(value);
  }

  /** An INSTANT call. Its first argument is the {@code int[1]} segment that receives errno. */
  static MethodHandle instant(String symbol, MemoryLayout result, MemoryLayout... arguments) {
    return link(symbol, FunctionDescriptor.of(result, arguments), Door.ERRNO, Door.HEAP);
  }

  /** A PLAIN or BLOCKING call. Its first argument is the off-heap segment that receives errno. */
  static MethodHandle plain(String symbol, MemoryLayout result, MemoryLayout... arguments) {
    return link(symbol, FunctionDescriptor.of(result, arguments), Door.ERRNO);
  }

  /** A PLAIN or BLOCKING call that does not report through errno. */
  static MethodHandle withoutErrno(String symbol, FunctionDescriptor descriptor) {
    return link(symbol, descriptor);
  }

  private static MethodHandle link(
      String symbol, FunctionDescriptor descriptor, Linker.Option... options) {
    return link(descriptor, options).bindTo(function(symbol));
  }

  /**
   * A handle whose first argument is the function's address. Without the grant it throws on each
   * call: from the initializer of a binding the exception would reach the first caller as an {@link
   * ExceptionInInitializerError}, and each later one as a {@link NoClassDefFoundError}.
   */
  @SuppressWarnings("restricted") // this is the door that the grant is for
  private static MethodHandle link(FunctionDescriptor descriptor, Linker.Option... options) {
    try {
      return Door.LINKER.downcallHandle(descriptor, options);
    } catch (IllegalCallerException e) {
      return denied(descriptor.toMethodType(), options);
    }
  }

  private static MethodHandle denied(MethodType type, Linker.Option... options) {
    boolean capturesErrno = List.of(options).contains(Door.ERRNO);
    List<Class<?>> first = Collections.nCopies(capturesErrno ? 2 : 1, MemorySegment.class);
    MethodHandle thrower =
        MethodHandles.throwException(type.returnType(), IllegalCallerException.class);
    return MethodHandles.dropArguments(
        MethodHandles.foldArguments(thrower, Denial.MAKE),
        0,
        type.insertParameterTypes(0, first).parameterList());
  }

  /** What a call throws without the grant, made anew for each. */
  private static final class Denial {
    static final MethodHandle MAKE = find();

    private static MethodHandle find() {
      try {
        return MethodHandles.lookup()
            .findStatic(Denial.class, "make", MethodType.methodType(IllegalCallerException.class));
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }

    static IllegalCallerException make() {
      Module module = Native.class.getModule();
      String name = module.isNamed() ? module.getName() : "ALL-UNNAMED";
      return new IllegalCallerException(
          "mortise calls libc and was not allowed to: start java with --enable-native-access="
              + name);
    }
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
    return value == -1 ? -number(errno) : value;
  }

  /** The result of a call that returns -1 and sets errno when it fails, errno being off-heap. */
  static long result(long value, MemorySegment errno) {
    return value == -1 ? -number(errno) : value;
  }

  private static int number(MemorySegment errno) {
    return errno.asByteBuffer().order(ByteOrder.nativeOrder()).getInt(0);
  }

  /** A call handle declares Throwable; what really comes is a caller's bad memory, or a bug. */
  static RuntimeException rethrow(Throwable thrown) {
    switch (thrown) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError("a call handle threw a checked exception", thrown);
    }
  }

  /** Text as a C string in UTF-8, ended by a NUL. */
  static MemorySegment chars(Arena arena, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    MemorySegment chars = arena.allocate(bytes.length + 1L);
    chars.asByteBuffer().put(bytes).put((byte) 0);
    return chars;
  }

  /** The address of a function pointer that calls back into Java, valid for ever. */
  @SuppressWarnings("restricted")
  static long upcall(MethodHandle target, FunctionDescriptor shape) {
    return Door.LINKER.upcallStub(target, shape, Arena.global()).address();
  }

  /** A heap segment over a whole array; short for the many bindings that need one. */
  static MemorySegment segment(int[] array) {
    return MemorySegment.ofArray(array);
  }
}
