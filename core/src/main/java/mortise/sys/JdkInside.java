package mortise.sys;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;

/**
 * What the linker stands on, in JDK 25 on x86-64, for a JVM started with {@code --add-opens
 * java.base/PACKAGE=mortise} for each of {@link #PACKAGES}.
 */
final class JdkInside {
  static final String[] PACKAGES = {
    "java.lang",
    "java.lang.invoke",
    "jdk.internal.foreign",
    "jdk.internal.foreign.abi",
    "jdk.internal.foreign.abi.x64",
    "jdk.internal.loader"
  };

  // X86_64Architecture's kinds of storage, and its masks.
  private static final byte INTEGER = 0;
  private static final byte VECTOR = 1;
  private static final byte PLACEHOLDER = 4;
  private static final short WHOLE = 0b1111;
  private static final short XMM = 1;

  // The x86-64 ABI's registers by number.
  private static final int RAX = 0;
  private static final int RDX = 2;
  private static final int[] ARGUMENTS = {7, 6, RDX, 1, 8, 9, RAX};
  private static final int R10 = 10;
  private static final int R11 = 11;

  /** CapturableState's bit of errno. */
  private static final int ERRNO = 1 << 2;

  // MethodHandleNatives.Constants
  private static final int NESTMATE_CLASS = 1;
  private static final int HIDDEN_CLASS = 1 << 1;
  private static final int STRONG_LOADER_LINK = 1 << 2;
  private static final int ACCESS_VM_ANNOTATIONS = 1 << 3;

  private final Method symbol = method("jdk.internal.loader.NativeLibrary", "findEntry0");
  private final Method offset =
      method("jdk.internal.foreign.HeapMemorySegmentImpl", "unsafeGetOffset");
  private final Method define = method("java.lang.ClassLoader", "defineClass0");
  private final Method stub =
      method("jdk.internal.foreign.abi.NativeEntryPoint", "makeDowncallStub");
  private final Constructor<?> entry = constructor("jdk.internal.foreign.abi.NativeEntryPoint", 2);
  private final Constructor<?> storage = constructor("jdk.internal.foreign.abi.VMStorage", 4);
  private final Object abi = abi();
  private final Object[] arguments = registers(INTEGER, WHOLE, ARGUMENTS);
  private final Object[] result = registers(INTEGER, WHOLE, RAX);

  /** Where a call finds the function's address, and a place for errno. */
  private final Object function = storage.newInstance(PLACEHOLDER, (short) 8, 0, "function");

  private final Object errno = storage.newInstance(PLACEHOLDER, (short) 8, 2, "errno");

  private JdkInside() throws ReflectiveOperationException {}

  /** All of it, or null where the JVM is another one or has not been asked to let us in. */
  static JdkInside open() {
    if (Runtime.version().feature() != 25 || !System.getProperty("os.arch").equals("amd64")) {
      return null;
    }
    Module mine = JdkInside.class.getModule();
    for (String inside : PACKAGES) {
      if (!Object.class.getModule().isOpen(inside, mine)) {
        return null;
      }
    }
    try {
      return new JdkInside();
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  private static Method method(String type, String name) throws ReflectiveOperationException {
    for (Method method : Class.forName(type).getDeclaredMethods()) {
      if (method.getName().equals(name)) {
        return open(method);
      }
    }
    throw new NoSuchMethodException(type + "." + name);
  }

  private static Constructor<?> constructor(String type, int parameters)
      throws ReflectiveOperationException {
    for (Constructor<?> constructor : Class.forName(type).getDeclaredConstructors()) {
      if (constructor.getParameterCount() == parameters) {
        return open(constructor);
      }
    }
    throw new NoSuchMethodException(type);
  }

  private static <E extends Executable> E open(E executable) {
    executable.setAccessible(true);
    return executable;
  }

  private Object[] registers(byte kind, short mask, int... numbers)
      throws ReflectiveOperationException {
    Object[] made = (Object[]) Array.newInstance(storage.getDeclaringClass(), numbers.length);
    for (int i = 0; i < numbers.length; i++) {
      made[i] = storage.newInstance(kind, mask, numbers[i], null);
    }
    return made;
  }

  /**
   * The registers of {@code CallArranger.CSysV}, without the vector registers, which no call here
   * uses.
   */
  private Object abi() throws ReflectiveOperationException {
    return method("jdk.internal.foreign.abi.x64.X86_64Architecture", "abiFor")
        .invoke(
            null,
            registers(INTEGER, WHOLE, ARGUMENTS),
            registers(VECTOR, XMM, 0, 1, 2, 3, 4, 5, 6, 7),
            registers(INTEGER, WHOLE, RAX, RDX),
            registers(VECTOR, XMM, 0, 1),
            0,
            registers(INTEGER, WHOLE, R10, R11),
            registers(VECTOR, XMM, 8, 9, 10, 11, 12, 13, 14, 15),
            16,
            0,
            storage.newInstance(INTEGER, WHOLE, R10, "r10"),
            storage.newInstance(INTEGER, WHOLE, R11, "r11"));
  }

  /** The address of a function that this process has loaded, or 0. */
  long symbol(String name) throws ReflectiveOperationException {
    // dlsym(RTLD_DEFAULT, name)
    return (long) symbol.invoke(null, 0L, name);
  }

  /** Where the first element of an array lies in its object, given a segment of the whole of it. */
  long base(MemorySegment array) throws ReflectiveOperationException {
    return (long) offset.invoke(array);
  }

  /**
   * A handle for calls of functions whose arguments are numbers and pointers.
   *
   * @param type the function's address; where errno goes; its arguments. A pointer is an Object and
   *     an offset into it, or a long where the call may wait
   */
  MethodHandle call(MethodType type) throws ReflectiveOperationException {
    boolean waits = type.parameterType(1) == long.class;
    Object[] moves =
        (Object[]) Array.newInstance(storage.getDeclaringClass(), type.parameterCount());
    moves[0] = function;
    moves[1] = errno;
    int next = 0;
    for (int i = waits ? 2 : 3; i < moves.length; i++) {
      // The offset goes where its Object went.
      moves[i] = type.parameterType(i - 1) == Object.class ? null : arguments[next++];
    }
    Object address = stub.invoke(null, type, abi, moves, result, false, ERRNO, waits);
    Class<?> caller = define(CallerClass.of(type), entry.newInstance(type, address));
    // No lookup goes into that package, but an accessible method comes out of it.
    return MethodHandles.lookup().unreflect(open(caller.getDeclaredMethods()[0]));
  }

  /** A hidden class beside MethodHandle, which sees what this package keeps to itself. */
  private Class<?> define(byte[] file, Object data) throws ReflectiveOperationException {
    int flags = NESTMATE_CLASS | HIDDEN_CLASS | STRONG_LOADER_LINK | ACCESS_VM_ANNOTATIONS;
    return (Class<?>)
        define.invoke(
            null,
            null,
            MethodHandle.class,
            CallerClass.NAME,
            file,
            0,
            file.length,
            null,
            true,
            flags,
            data);
  }
}
