package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mortise.testing.Program;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trace that any program has for the asking. */
final class TraceTest {
  private static final String CALLS =
      """
      TIME [main] socket(AF_UNIX, SOCK_DGRAM, 0) = FD <TIME>
      TIME [main] connect(FD, unix:@mortise nobody) = -1 ECONNREFUSED (Connection refused) <TIME>
      TIME [main] close(FD) = 0 <TIME>
      """;

  private Path folder;
  private Path program;

  @BeforeEach
  void prepare(@TempDir Path temporary) throws IOException {
    folder = temporary;
    program = folder.resolve("Program.java");
    Files.writeString(
        program,
        """
        import mortise.net.*;

        void main() throws IOException {
          try (var s = Socket.open(Family.UNIX, Type.DGRAM)) {
            s.connect(Unix.ofAbstract("mortise nobody"));
          } catch (ConnectException e) {
            IO.println("refused");
          }
        }
        """);
  }

  @Test
  void goesToStandardError() throws Exception {
    Program.Ended ended = run("stderr");
    assertThat(ended.out()).isEqualTo("refused\n");
    assertThat(withoutTimes(ended.err())).isEqualTo(CALLS);
  }

  @Test
  void goesToStandardOutput() throws Exception {
    Program.Ended ended = run("stdout");
    assertThat(withoutTimes(ended.out())).isEqualTo(CALLS + "refused\n");
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void isAppendedToAFile() throws Exception {
    Path file = folder.resolve("a trace");
    Files.writeString(file, "before\n");
    Program.Ended ended = run(file.toString());
    assertThat(ended).isEqualTo(new Program.Ended(0, "refused\n", ""));
    assertThat(withoutTimes(Files.readString(file))).isEqualTo("before\n" + CALLS);
  }

  private Program.Ended run(String target) throws Exception {
    try (Program run = Mortise.start("-Dmortise.trace=" + target, "run", program)) {
      return run.end();
    }
  }

  private static String withoutTimes(String trace) {
    return trace
        .replaceAll("(?m)^\\d\\d:\\d\\d:\\d\\d\\.\\d{6} ", "TIME ")
        .replaceAll("<\\d+\\.\\d{6}>", "<TIME>")
        .replaceAll("(connect|close)\\(\\d+", "$1(FD")
        .replaceAll("= [1-9]\\d* ", "= FD ");
  }
}
