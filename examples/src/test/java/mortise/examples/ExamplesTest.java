package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExamplesTest {
  @Test
  void compileWithoutAWarning() {
    assertThat(Examples.compilerOutput()).isEmpty();
  }

  /** From its place, beside the others, whose names are names of mortise's classes too. */
  @ParameterizedTest
  @MethodSource("sources")
  void eachIsRunFromItsPlaceAndSaysHowItIsCalled(Path source) throws Exception {
    String program = source.getFileName().toString().replace(".java", "");
    try (Program run = Program.start(Examples.run(program, "--help"))) {
      Program.Ended ended = run.end();
      assertThat(ended.status()).as(ended.err()).isZero();
      assertThat(ended.out()).startsWith("usage: " + program);
    }
  }

  /** By the JDK alone, too, which compiles the others beside it. */
  @ParameterizedTest
  @ValueSource(strings = {"Chat", "TcpProxy"})
  void runsByJavaAlone(String program) throws Exception {
    try (Program run = Program.start(Examples.byJava(program, "--help"))) {
      Program.Ended ended = run.end();
      assertThat(ended.status()).as(ended.err()).isZero();
      assertThat(ended.out()).startsWith("usage: " + program);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Multicast", "PassDescriptor", "Ping", "TcpInfoWatch", "TcpProxy"})
  void missingArgumentsAreSaid(String program) throws Exception {
    try (Program run = Program.start(Examples.compiled(program))) {
      assertThat(run.end().out()).startsWith("usage: " + program);
    }
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
