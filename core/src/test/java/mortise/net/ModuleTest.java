package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What all tests of this module rest on. */
final class ModuleTest {
  private final Module module = ModuleTest.class.getModule();

  @Test
  void testsRunInsideTheModule() {
    assertThat(module.getName()).isEqualTo("mortise");
  }

  @Test
  void testsHaveTheGrants() {
    assertThat(module.isNativeAccessEnabled()).isTrue();
    assertThat(Object.class.getModule().isOpen("java.lang", module)).isTrue();
  }
}
