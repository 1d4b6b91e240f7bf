package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ExamplesTest {
  @Test
  void compileWithoutAWarning() {
    assertThat(Examples.compilerOutput()).isEmpty();
  }

  static List<Path> sources() throws IOException {
    return Examples.sources();
  }

  @ParameterizedTest
  @MethodSource("sources")
  void eachHasATestThatRunsIt(Path source) {
    String program = source.getFileName().toString().replace(".java", "");
    assertThatCode(() -> Class.forName("mortise.examples." + program + "Test"))
        .as("a test of %s, named %sTest", source, program)
        .doesNotThrowAnyException();
  }
}
