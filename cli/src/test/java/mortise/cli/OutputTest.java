package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import mortise.testing.Program;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Standard output that takes no more. */
final class OutputTest {
  @ParameterizedTest
  @ValueSource(strings = {"--help", "completion bash"})
  void fullDiskIsToldOf(String line) throws Exception {
    assertThat(run("exec \"$@\" >/dev/full", line))
        .isEqualTo(
            new Program.Ended(
                Main.USAGE,
                "",
                "mortise: cannot write to standard output: No space left on device\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nc --help", "--help", "demo --help", "completion zsh", "sockets"})
  void brokenPipeEndsQuietly(String line) throws Exception {
    // The reader has gone before a JVM has begun.
    assertThat(run("trap '' PIPE; { exec \"$@\"; } | :", line).err()).isEmpty();
  }

  private static Program.Ended run(String script, String line) throws Exception {
    Object[] words = line.split(" ");
    try (Program program = Program.start("bash", "-c", script, "bash", Mortise.command(words))) {
      return program.end();
    }
  }
}
