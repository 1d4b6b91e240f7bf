package mortise.cli.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import mortise.testing.Needs;

/** A program that says random bytes of an odd number, and writes down what it hears. */
final class Talker implements AutoCloseable {
  private final String command;
  private final Process process;
  private final byte[] said;
  private final Path heard;
  private final Path errors;

  private Talker(Path folder, int size, Object... command) throws IOException {
    this.command = String.join(" ", Stream.of(command).map(Object::toString).toList());
    Needs.program(command[0].toString());
    said = new byte[size];
    RandomGenerator.getDefault().nextBytes(said);
    Path input = Files.write(Files.createTempFile(folder, "said", ""), said);
    heard = Files.createTempFile(folder, "heard", "");
    errors = Files.createTempFile(folder, "errors", "");
    process =
        new ProcessBuilder(Stream.of(command).map(Object::toString).toList())
            .redirectInput(input.toFile())
            .redirectOutput(heard.toFile())
            .redirectError(errors.toFile())
            .start();
  }

  static Talker start(Path folder, int size, Object... command) throws IOException {
    return new Talker(folder, size, command);
  }

  byte[] said() {
    return said;
  }

  long pid() {
    return process.pid();
  }

  /** Waits for the program's end, and returns what it has heard. */
  byte[] heard() throws Exception {
    assertThat(process.waitFor(100, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    return Files.readAllBytes(heard);
  }

  /** Both have heard what the other said. */
  static void assertHeard(Talker one, Talker other) throws Exception {
    byte[] byOther = other.heard();
    byte[] byOne = one.heard();
    one.assertSaid(byOther, other);
    other.assertSaid(byOne, one);
  }

  private void assertSaid(byte[] bytes, Talker hearer) {
    if (leavesEarly()) {
      assertThat(said).as("heard by %s", hearer).startsWith(bytes);
    } else {
      assertThat(bytes.length).as("heard by %s", hearer).isEqualTo(said.length);
      assertThat(bytes).isEqualTo(said);
    }
  }

  /** ncat before 7.96, listening, ends with its peer, whatever it has not said yet. */
  private boolean leavesEarly() {
    return command.startsWith("ncat -l");
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  @Override
  public String toString() {
    try {
      return command + " (" + Files.readString(errors).strip() + ")";
    } catch (IOException e) {
      return command;
    }
  }
}
