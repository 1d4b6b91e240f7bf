package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import mortise.testing.NeedsLinux;
import mortise.testing.Program;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command in a JVM that denies it native access, without the script. */
final class DeniedAccessTest {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();
  private static final String CLASSES = System.getProperty("jdk.module.path");

  @ParameterizedTest
  @ValueSource(strings = {"nc 127.0.0.1 1", "serve echo 127.0.0.1:0", "relay - tcp:127.0.0.1:1"})
  @NeedsLinux("native access")
  void onTheClassPathItIsOneSentence(String line) throws Exception {
    Program.Ended ended = run(List.of("-cp", CLASSES, "mortise.cli.Main"), line);
    assertThat(ended.err())
        .isEqualTo(
            "mortise calls libc and was not allowed to: start java with"
                + " --enable-native-access=ALL-UNNAMED\n");
    assertThat(ended.status()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nc 127.0.0.1 1", "serve echo 127.0.0.1:0"})
  @NeedsLinux("native access")
  void asModuleItIsOneSentence(String line) throws Exception {
    Program.Ended ended = run(List.of("-p", CLASSES, "-m", "mortise.cli/mortise.cli.Main"), line);
    assertThat(ended.err())
        .isEqualTo(
            "mortise calls libc and was not allowed to: start java with"
                + " --enable-native-access=mortise\n");
    assertThat(ended.status()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nc 127.0.0.1 1"})
  void portableLayerNeedsNoGrant(String line) throws Exception {
    List<String> main = List.of("-Dmortise.sys=portable", "-cp", CLASSES, "mortise.cli.Main");
    Program.Ended ended = run(main, line);
    assertThat(ended.err()).contains("Connection refused").doesNotContain("native");
    assertThat(ended.status()).isEqualTo(1);
  }

  private static Program.Ended run(List<String> main, String line) throws Exception {
    List<String> words =
        Program.words(JAVA, "--illegal-native-access=deny", main, List.of(line.split(" ")));
    try (Program program = Program.start(words)) {
      return program.endInput().end();
    }
  }
}
