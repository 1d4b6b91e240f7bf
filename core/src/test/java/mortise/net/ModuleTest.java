package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleDescriptor.Requires;
import org.junit.jupiter.api.Test;

final class ModuleTest {
  private final Module module = Placeholder.class.getModule();

  @Test
  void testsRunInsideTheModule() {
    assertThat(module.getName()).isEqualTo("mortise");
    assertThat(getClass().getModule()).isSameAs(module);
  }

  @Test
  void moduleNeedsJavaBaseAlone() {
    assertThat(module.getDescriptor().requires())
        .extracting(Requires::name)
        .containsExactly("java.base");
  }

  @Test
  void testsHaveTheGrants() {
    assertThat(module.isNativeAccessEnabled()).isTrue();
    assertThat(Object.class.getModule().isOpen("java.lang", module)).isTrue();
  }
}
