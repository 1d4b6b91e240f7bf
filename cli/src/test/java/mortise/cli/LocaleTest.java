package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import mortise.testing.LocaleRule;
import org.junit.jupiter.api.Test;

/** No text of the command depends on the user's locale. */
final class LocaleTest {
  @Test
  void noClassOfTheCommandDependsOnTheLocale() throws Exception {
    Path classes = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    assertThat(LocaleRule.violations(classes)).isEmpty();
  }
}
