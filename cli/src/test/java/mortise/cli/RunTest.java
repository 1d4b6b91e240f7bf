package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in a JVM of its own, as the launcher starts it. */
final class RunTest {
  private Path folder;
  private Path out;

  @BeforeEach
  void prepare(@TempDir Path temporary) throws IOException {
    folder = Files.createDirectories(temporary.resolve("with a space"));
    out = folder.resolve("out");
  }

  @Test
  void programHasMortiseAndItsGrants() throws Exception {
    program(
        """
        void main() {
          Module mortise = ModuleLayer.boot().findModule("mortise").orElseThrow();
          IO.println(mortise.isNativeAccessEnabled());
          IO.println(Object.class.getModule().isOpen("java.lang", mortise));
        }
        """);
    assertThat(run().waitFor()).isZero();
    assertThat(out).hasContent("true\ntrue");
  }

  @Test
  void argumentsPropertiesAndStatusPass() throws Exception {
    program(
        """
        void main(String[] arguments) {
          IO.println(String.join("|", arguments));
          IO.println(System.getProperty("mortise.colour"));
          IO.println(System.getProperty("mortise.trace"));
          System.exit(7);
        }
        """);
    assertThat(run("--trace").waitFor()).isEqualTo(7);
    assertThat(out).hasContent("-h|--trace|a b\ndark blue\nstderr");
  }

  /** The launcher of the JDK compiles what lies beside, and a class there comes first in Java. */
  @Test
  void classOfAFileBesideHidesNoneOfMortise() throws Exception {
    Files.writeString(folder.resolve("Server.java"), "void main() {}");
    Files.writeString(folder.resolve("Socket.java"), "class Socket {}");
    Files.writeString(folder.resolve("Beside.java"), "class Beside { int one() { return 1; } }");
    program(
        """
        import mortise.server.*;
        import module mortise;
        void main() {
          IO.println(Server.class.getName() + " " + new Beside().one());
          IO.println(mortise.net.Socket.class.getName());
        }
        """);
    assertThat(run().waitFor()).isZero();
    assertThat(out).hasContent("mortise.server.Server 1\nmortise.net.Socket");
  }

  @Test
  void programEndsWithTheCommand() throws Exception {
    program(
        """
        void main() throws InterruptedException {
          IO.println(ProcessHandle.current().pid());
          Thread.sleep(60_000);
        }
        """);
    Process command = run();
    while (!Files.exists(out) || Files.size(out) == 0) {
      Thread.sleep(10);
    }
    long pid = Long.parseLong(Files.readString(out).strip());
    ProcessHandle program = ProcessHandle.of(pid).orElseThrow();
    command.destroy();
    program.onExit().get(10, TimeUnit.SECONDS);
    assertThat(command.waitFor()).isEqualTo(143);
  }

  private void program(String text) throws IOException {
    Files.writeString(folder.resolve("Program.java"), text);
  }

  private Process run(String... options) throws IOException {
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=mortise",
            "--module-path",
            System.getProperty("jdk.module.path"),
            "-Dmortise.colour=dark blue",
            "-m",
            "mortise.cli/mortise.cli.Main",
            "run");
    List<String> program =
        List.of(folder.resolve("Program.java").toString(), "-h", "--trace", "a b");
    return new ProcessBuilder(
            Stream.of(java, List.of(options), program).flatMap(List::stream).toList())
        .redirectOutput(out.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
