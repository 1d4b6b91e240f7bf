package mortise.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.module.ModuleReader;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What the jar has for GraalVM's native-image: all calls between Java and C, and what is found by
 * reflection, in the format of its reachability-metadata schema 1.2.0. Compared with what the
 * bindings ask the linker for when all their classes are initialised: after a change of theirs the
 * file takes what the test expects.
 */
final class NativeImageTest {
  private static final String FILE =
      "/META-INF/native-image/io.github.mortise-sockets/mortise/reachability-metadata.json";

  @Test
  void metadataHasAllForeignCalls() throws Exception {
    ClassLoader recording = new Recording();
    for (String name : classes()) {
      Class<?> loaded = Class.forName(name, true, recording);
      for (Method method : loaded.getDeclaredMethods()) {
        makeUpcall(method);
      }
    }
    Class<?> calls = Class.forName(ForeignCalls.class.getName(), true, recording);
    assertThat(metadata())
        .isEqualTo(
            """
            {
              "comment": "NativeImageTest compares the foreign calls with the bindings.",
              "reflection": [
                {"type": "java.lang.Thread", "methods": [{"name": "currentCarrierThread"}]},
                {"type": "java.lang.ThreadBuilders$VirtualThreadBuilder", "methods": [{"name": "<init>", "parameterTypes": ["java.util.concurrent.Executor"]}]},
                {"type": "java.lang.VirtualThread", "fields": [{"name": "scheduler"}]},
                {"type": "jdk.jfr.Event"},
                {"type": "mortise.sys.nio.Portable", "methods": [{"name": "<init>", "parameterTypes": []}]}
              ],
              "foreign": {
                "downcalls": [
                  %s
                ],
                "upcalls": [
                  %s
                ]
              }
            }
            """
                .formatted(lines(calls, "DOWNCALLS"), lines(calls, "UPCALLS")));
  }

  /** The file's reflective part is written by hand: each element is there in this JDK. */
  @Test
  void reflectiveElementsExist() throws Exception {
    assertThat(Thread.class.getDeclaredMethod("currentCarrierThread")).isNotNull();
    assertThat(
            Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                .getDeclaredConstructor(java.util.concurrent.Executor.class))
        .isNotNull();
    assertThat(Class.forName("java.lang.VirtualThread").getDeclaredField("scheduler")).isNotNull();
  }

  /** Upcalls are made on demand, by methods that take the target. */
  private static void makeUpcall(Method method) throws ReflectiveOperationException {
    if (method.getReturnType() == long.class
        && List.of(method.getParameterTypes()).equals(List.of(MethodHandle.class))) {
      method.setAccessible(true);
      method.invoke(null, MethodHandles.zero(int.class));
    }
  }

  private static String lines(Class<?> calls, String field) throws ReflectiveOperationException {
    var found = calls.getDeclaredField(field);
    found.setAccessible(true);
    return String.join(
        ",\n      ",
        ((Set<?>) found.get(null)).stream().map(Object::toString).toArray(String[]::new));
  }

  private static String metadata() throws IOException {
    try (InputStream in = NativeImageTest.class.getResourceAsStream(FILE)) {
      assertThat(in).as(FILE).isNotNull();
      return new String(in.readAllBytes());
    }
  }

  /** All classes of the package, without its tests. */
  private static List<String> classes() throws IOException {
    try (ModuleReader reader =
        ModuleLayer.boot().configuration().findModule("mortise").orElseThrow().reference().open()) {
      return reader
          .list()
          .filter(name -> name.startsWith("mortise/sys/") && name.endsWith(".class"))
          .filter(name -> !name.endsWith("package-info.class"))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .filter(name -> !isTest(name))
          .toList();
    }
  }

  private static boolean isTest(String name) {
    String outer = name.replaceFirst("\\$.*", "");
    return outer.endsWith("Test")
        || List.of("Cc", "HeaderCheck", "HeaderUnit", "Mirror", "ForeignCalls")
            .contains(outer.substring(outer.lastIndexOf('.') + 1))
        || outer.contains(".Wrong")
        // The way past the linker, which this JVM has not opened, and no native image has.
        || name.startsWith("mortise.sys.Shortcut$");
  }

  /** Loads mortise once more, with {@link ForeignCalls} in the place of the linker. */
  private static final class Recording extends ClassLoader {
    private static final ClassDesc LINKER = Linker.class.describeConstable().orElseThrow();
    private static final ClassDesc CALLS = ForeignCalls.class.describeConstable().orElseThrow();

    Recording() {
      super(NativeImageTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("mortise.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : define(name);
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      String file = name.replace('.', '/') + ".class";
      try (InputStream in = Native.class.getModule().getResourceAsStream(file)) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        if (name.equals(Native.class.getName())) {
          ClassFile format = ClassFile.of();
          bytes =
              format.transformClass(
                  format.parse(bytes),
                  ClassTransform.transformingMethodBodies(Recording::redirect));
        }
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }

    private static void redirect(java.lang.classfile.CodeBuilder code, CodeElement element) {
      if (element instanceof InvokeInstruction call
          && call.owner().asSymbol().equals(LINKER)
          && (call.name().equalsString("downcallHandle")
              || call.name().equalsString("upcallStub"))) {
        MethodTypeDesc type = call.typeSymbol().insertParameterTypes(0, LINKER);
        code.invokestatic(CALLS, call.name().stringValue(), type);
      } else {
        code.with(element);
      }
    }
  }
}
