package mortise.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import mortise.net.Errno;
import mortise.net.SocketFailure;
import mortise.testing.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A JVM that is started without its standard streams, whose numbers its own files get then. */
final class StandardStreamsTest {
  private static ChildJvm under(String redirections) {
    return new ChildJvm().under("sh", "-c", "exec \"$0\" \"$@\" " + redirections);
  }

  @ParameterizedTest
  @CsvSource({"<&-, 0, 011", ">&-, 1, 101", "</dev/null, 3, 111"})
  void whatWasClosedIsNotHandedOut(String redirections, int closed, String inherited)
      throws Exception {
    assertThat(under(redirections).run(Looks.class, "" + closed).succeeded().lines())
        .containsExactly(inherited, closed == 3 ? "open" : "EBADF EBADF empty");
  }

  static final class Looks {
    /** Says on standard error which streams there are, and how one that is none is refused. */
    public static void main(String... args) throws IOException {
      StringBuilder streams = new StringBuilder();
      for (int i = 0; i < 3; i++) {
        streams.append(PlainDescriptor.isInherited(i) ? 1 : 0);
      }
      int closed = Integer.parseInt(args[0]);
      PrintStream err = System.err;
      err.println(streams);
      err.println(
          closed == 3
              ? "open"
              : refusal(() -> PlainDescriptor.of(closed))
                  + " "
                  + refusal(() -> PlainDescriptor.borrowed(closed))
                  + (PlainDescriptor.inherited(closed).isEmpty() ? " empty" : " there"));
    }

    private interface Adoption {
      PlainDescriptor make() throws IOException;
    }

    private static String refusal(Adoption adoption) {
      try {
        return adoption.make().toString();
      } catch (DescriptorException e) {
        return e.errno().name();
      } catch (IOException e) {
        return e.toString();
      }
    }
  }

  /** The file that the JVM opens for itself may be what a user redirects from. */
  @Test
  void redirectionFromTheFileOfTheClassesIsNoClosedInput() throws Exception {
    String modules = System.getProperty("java.home") + "/lib/modules";
    assertThat(under("<'" + modules + "'").run(ReadsMagic.class).succeeded()).isEqualTo("dadafeca");
  }

  static final class ReadsMagic {
    public static void main(String... args) throws IOException {
      byte[] magic = new byte[4];
      PlainDescriptor.inherited(0).orElseThrow().read(magic);
      StringBuilder text = new StringBuilder();
      for (byte b : magic) {
        text.append("%02x".formatted(b));
      }
      System.out.print(text);
    }
  }

  @ParameterizedTest
  @CsvSource({"<&-, 0, no input", ">&-, 1, no output"})
  void childInheritsNoFileOfTheJvm(String redirection, String closed, String said)
      throws Exception {
    assertThat(under(redirection).run(Starts.class, closed).succeeded().lines())
        .containsExactly("/dev/null", said);
  }

  static final class Starts {
    public static void main(String... args) throws IOException {
      String line =
          "echo \"$(readlink /proc/$$/fd/"
              + args[0]
              + ")\" >&2; "
              + (args[0].equals("0")
                  ? "test -z \"$(cat)\" && echo no input >&2"
                  : "echo x 2>/dev/null || echo no output >&2");
      ChildConfig config =
          ChildConfig.ofShell(line)
              .streams(ChildStream.INHERIT, ChildStream.INHERIT, ChildStream.INHERIT);
      try (ChildProcess child = ChildProcess.start(config)) {
        child.waitFor();
      }
    }
  }

  @Test
  void jarsOfTheProgramAreNotInherited(@TempDir Path folder) throws Exception {
    assertThat(new ChildJvm().run(Jars.class, "" + folder).succeeded().lines())
        .containsExactly("class path false", "module path false", "other true");
  }

  static final class Jars {
    /** Says of open files whether they are inherited: such of the JVM have no FD_CLOEXEC. */
    public static void main(String... args) throws Exception {
      Path folder = Path.of(args[0]);
      Path jar = Files.createFile(folder.resolve("a.jar"));
      Path module =
          Files.createFile(Files.createDirectory(folder.resolve("modules")).resolve("b.jar"));
      Path other = Files.createFile(folder.resolve("c.jar"));
      System.setProperty("java.class.path", "gone.jar::" + jar);
      System.setProperty("jdk.module.path", "" + module.getParent());
      say("class path", jar);
      say("module path", module);
      say("other", other);
    }

    private static void say(String what, Path file) throws Exception {
      try (var _ = new FileInputStream(file.toFile())) {
        int number = 3;
        while (!isOpen(number, file)) {
          number++;
        }
        System.out.println(what + " " + PlainDescriptor.isInherited(number));
      }
    }

    private static boolean isOpen(int number, Path file) throws IOException {
      Path open = Path.of("/proc/self/fd/" + number);
      return Files.exists(open) && Files.isSameFile(open, file);
    }
  }

  @Test
  void refusalNamesTheNumber() throws Exception {
    String said = under("<&-").run(Refused.class).succeeded();
    assertThat(said).isEqualTo("descriptor 0 was closed when this process was started (EBADF)");
  }

  static final class Refused {
    public static void main(String... args) throws IOException {
      try {
        PlainDescriptor.of(0);
      } catch (DescriptorException e) {
        System.out.write(e.getMessage().getBytes(StandardCharsets.UTF_8));
        System.out.flush();
      }
    }
  }

  @Test
  void numberThatIsNotOpenIsNotInherited() throws Exception {
    assertThat(PlainDescriptor.isInherited(1_000_000)).isFalse();
    assertThatThrownBy(() -> PlainDescriptor.of(1_000_000))
        .satisfies(e -> assertThat(((SocketFailure) e).errno()).isEqualTo(Errno.EBADF));
  }
}
