package mortise.sys;

import static java.util.stream.Collectors.joining;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes the place of the linker where {@link NativeImageTest} loads the bindings: writes down what
 * they ask for, as GraalVM's metadata has it, and gives handles that do nothing.
 */
final class ForeignCalls {
  static final Set<String> DOWNCALLS = new TreeSet<>();
  static final Set<String> UPCALLS = new TreeSet<>();

  private ForeignCalls() {}

  /** {@link Linker#downcallHandle(FunctionDescriptor, Linker.Option...)}. */
  static MethodHandle downcallHandle(
      Linker linker, FunctionDescriptor descriptor, Linker.Option... options) {
    List<String> named = new ArrayList<>();
    boolean capturesErrno = false;
    for (Linker.Option option : options) {
      if (option.equals(Linker.Option.captureCallState("errno"))) {
        capturesErrno = true;
        named.add("\"captureCallState\": true");
      } else if (option.equals(Linker.Option.critical(true))) {
        named.add("\"critical\": {\"allowHeapAccess\": true}");
      } else {
        throw new AssertionError("an option that this test does not know: " + option);
      }
    }
    String extra = named.isEmpty() ? "" : ", \"options\": {" + String.join(", ", named) + "}";
    DOWNCALLS.add("{" + shape(descriptor) + extra + "}");
    MethodType type = descriptor.toMethodType().insertParameterTypes(0, MemorySegment.class);
    return MethodHandles.empty(
        capturesErrno ? type.insertParameterTypes(1, MemorySegment.class) : type);
  }

  /** {@link Linker#upcallStub}. */
  static MemorySegment upcallStub(
      Linker linker,
      MethodHandle target,
      FunctionDescriptor descriptor,
      Arena arena,
      Linker.Option... options) {
    UPCALLS.add("{" + shape(descriptor) + "}");
    return MemorySegment.NULL;
  }

  private static String shape(FunctionDescriptor descriptor) {
    return "\"returnType\": \"%s\", \"parameterTypes\": [%s]"
        .formatted(
            descriptor.returnLayout().map(ForeignCalls::type).orElse("void"),
            descriptor.argumentLayouts().stream()
                .map(layout -> '"' + type(layout) + '"')
                .collect(joining(", ")));
  }

  private static String type(MemoryLayout layout) {
    if (layout.equals(ValueLayout.JAVA_INT)) {
      return "jint";
    }
    if (layout.equals(ValueLayout.JAVA_LONG)) {
      return "jlong";
    }
    if (layout.withoutName() instanceof java.lang.foreign.AddressLayout) {
      return "void*";
    }
    throw new AssertionError("a layout that this test does not know: " + layout);
  }
}
