package mortise.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every function and every call handle of this package is found in this system's libc. */
@Timeout(30)
class BindingTest {
  @Test
  void everyFunctionLinks() throws ReflectiveOperationException {
    List<Field> links =
        Mirror.classes().stream()
            // Closed in this JVM; ShortcutTest opens one for it.
            .filter(type -> type.getNestHost() != Shortcut.class)
            .flatMap(type -> Arrays.stream(type.getDeclaredFields()))
            .filter(field -> Modifier.isStatic(field.getModifiers()))
            .filter(field -> isLink(field.getType()))
            .toList();
    assertThat(links).hasSizeGreaterThan(50);
    for (Field link : links) {
      link.setAccessible(true);
      assertThat(link.get(null)).as("%s", link).isNotNull();
    }
  }

  private static boolean isLink(Class<?> type) {
    return type == MethodHandle.class || type == MemorySegment.class;
  }
}
