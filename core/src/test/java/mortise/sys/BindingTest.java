package mortise.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every call handle of this package links with this system's libc. */
@Timeout(30)
class BindingTest {
  @Test
  void everyHandleLinks() throws ReflectiveOperationException {
    List<Field> handles =
        Mirror.classes().stream()
            .flatMap(type -> Arrays.stream(type.getDeclaredFields()))
            .filter(field -> field.getType() == MethodHandle.class)
            .toList();
    assertThat(handles).hasSizeGreaterThan(50);
    for (Field handle : handles) {
      handle.setAccessible(true);
      assertThat(handle.get(null)).as("%s", handle).isNotNull();
    }
  }
}
