package mortise.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mortise.net.Deadline;
import mortise.sys.Fcntl;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PtyTest {
  @Test
  void childIsOnTheTerminal() throws Exception {
    try (Pty pty = Pty.open();
        ChildProcess tty = ChildProcess.start(ChildConfig.of("tty").terminal(pty))) {
      assertThat(readAll(pty)).isEqualTo(pty.name() + "\r\n");
      assertThat(tty.waitFor().isSuccess()).isTrue();
    }
  }

  @Test
  void terminalControlsTheChild() throws Exception {
    try (Pty pty = Pty.open();
        ChildProcess shell =
            ChildProcess.start(ChildConfig.ofShell("echo yes >/dev/tty").terminal(pty))) {
      assertThat(readAll(pty)).isEqualTo("yes\r\n");
      assertThat(shell.waitFor().isSuccess()).isTrue();
    }
  }

  @Test
  void windowSizeIsTheChilds() throws Exception {
    try (Pty pty = Pty.open()) {
      pty.master().windowSize(new WindowSize(31, 97));
      assertThat(pty.master().windowSize()).isEqualTo(new WindowSize(31, 97));
      try (ChildProcess stty = ChildProcess.start(ChildConfig.of("stty", "size").terminal(pty))) {
        assertThat(readAll(pty)).isEqualTo("31 97\r\n");
        stty.waitFor();
      }
    }
    assertThatThrownBy(() -> new WindowSize(-1, 70_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("70000");
  }

  @Test
  void keysBecomeSignals() throws Exception {
    try (Pty pty = Pty.open();
        ChildProcess cat = ChildProcess.start(ChildConfig.of("cat").terminal(pty))) {
      pty.master().write("echo\n".getBytes());
      String twice = "echo\r\necho\r\n";
      StringBuilder seen = new StringBuilder();
      byte[] some = new byte[100];
      while (seen.length() < twice.length()) {
        seen.append(new String(some, 0, pty.master().read(some)));
      }
      assertThat(seen).hasToString(twice);
      pty.master().write(new byte[] {3});
      assertThat(cat.waitFor()).isEqualTo(new ExitStatus(0, 2));
    }
  }

  @Test
  void closeHangsUp() throws Exception {
    Pty pty = Pty.open();
    try (ChildProcess cat = ChildProcess.start(ChildConfig.of("cat").terminal(pty))) {
      // A program that starts behind the hang-up gets an end of file and no signal.
      pty.master().write(new byte[] {'x', '\n'});
      String echoAndAnswer = "x\r\nx\r\n";
      byte[] got = new byte[echoAndAnswer.length()];
      int count = 0;
      while (count < got.length) {
        count += pty.master().read(got, count, got.length - count, Deadline.NEVER);
      }
      assertThat(new String(got, StandardCharsets.US_ASCII)).isEqualTo(echoAndAnswer);
      pty.close();
      assertThat(cat.waitFor().signal()).isEqualTo(1);
    }
  }

  @Test
  void rawModePassesBytesAsTheyAreAndEnds() throws Exception {
    try (Pty pty = Pty.open();
        PlainDescriptor terminal = PlainDescriptor.open(pty.name(), OpenMode.READ_WRITE)) {
      byte[] keys = {3, 4, 13, 10, 17, 19, 26, 28, 127, 0, (byte) 0xff};
      try (RawMode _ = RawMode.of(terminal)) {
        pty.master().write(keys);
        byte[] got = new byte[100];
        int count = 0;
        while (count < keys.length) {
          count += terminal.read(got, count, 20, Deadline.NEVER);
        }
        assertThat(Arrays.copyOf(got, count)).isEqualTo(keys);
        terminal.write(new byte[] {'\n'});
        assertThat(pty.master().read(got)).isEqualTo(1);
      }
      terminal.write(new byte[] {'\n'});
      byte[] got = new byte[10];
      assertThat(pty.master().read(got)).isEqualTo(2);
    }
  }

  @Test
  void whatIsNoTerminalHasNoRawMode() throws Exception {
    try (Pipe pipe = Pipe.open()) {
      assertThatThrownBy(() -> RawMode.of(pipe.reader()))
          .isInstanceOf(DescriptorException.class)
          .hasMessageContaining("ENOTTY");
      assertThatThrownBy(() -> pipe.reader().windowSize())
          .isInstanceOf(DescriptorException.class)
          .hasMessageContaining("ENOTTY");
    }
  }

  @Test
  void terminalWritesMoreThanItHolds() throws Exception {
    try (Pty pty = Pty.open()) {
      PlainDescriptor terminal = PlainDescriptor.of(open(pty));
      Running<Void> writer =
          Running.start(
              Threads.VIRTUAL,
              () -> {
                terminal.write(new byte[100_000]);
                terminal.close();
                return null;
              });
      assertThat(readAll(pty)).hasSize(100_000);
      writer.end().returned();
    }
  }

  /** O_NONBLOCK would belong to the shell and to all programs of the terminal. */
  @Test
  void writeLeavesInheritedTerminalBlocking() throws Exception {
    try (Pty pty = Pty.open();
        PlainDescriptor terminal = PlainDescriptor.of(open(pty))) {
      terminal.write("hello".getBytes(StandardCharsets.US_ASCII));
      assertThat(Fcntl.fcntl(terminal.number(), Fcntl.F_GETFL, 0) & Fcntl.O_NONBLOCK).isZero();
      assertThat(pty.master().read(new byte[10])).isEqualTo(5);
    }
  }

  @Test
  void writeToTerminalThatIsNotReadTimesOut() throws Exception {
    try (Pty pty = Pty.open();
        PlainDescriptor terminal = PlainDescriptor.of(open(pty))) {
      byte[] much = new byte[300_000];
      Deadline soon = Deadline.after(Duration.ofMillis(50));
      assertThatThrownBy(() -> terminal.write(much, 0, much.length, soon))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void closeWakesWriterOfTerminalAndLeavesItClosed(Threads threads) throws Exception {
    try (Pty pty = Pty.open()) {
      PlainDescriptor terminal = PlainDescriptor.of(open(pty));
      Running<Void> writer =
          Running.parked(
              threads,
              () -> {
                terminal.write(new byte[300_000]);
                return null;
              });
      terminal.close();
      assertThat(writer.end().thrown())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("EBADF");
      assertThatThrownBy(() -> terminal.write(new byte[1])).hasMessageContaining("EBADF");
      assertThat(descriptorsOf(pty.name())).isEmpty();
    }
  }

  @Test
  void terminalThatWasOpenedToReadIsNotWritten() throws Exception {
    try (Pty pty = Pty.open();
        PlainDescriptor terminal = PlainDescriptor.of(open(pty, Fcntl.O_RDONLY))) {
      assertThatThrownBy(() -> terminal.write(new byte[1])).hasMessageContaining("EBADF");
    }
  }

  /** To open a master again would make a new pair. */
  @Test
  void inheritedMasterWritesToItsOwnTerminal() throws Exception {
    try (Pty pty = Pty.open();
        PlainDescriptor terminal = PlainDescriptor.open(pty.name(), OpenMode.READ_WRITE);
        PlainDescriptor master = PlainDescriptor.borrowed(pty.master().number())) {
      master.write("line\n".getBytes(StandardCharsets.US_ASCII));
      byte[] got = new byte[10];
      assertThat(terminal.read(got)).isEqualTo(5);
    }
  }

  private static List<Path> descriptorsOf(Path file) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path entry : open) {
        if (isLinkTo(entry, file)) {
          found.add(entry);
        }
      }
    }
    return found;
  }

  private static boolean isLinkTo(Path entry, Path file) throws IOException {
    try {
      return Files.readSymbolicLink(entry).equals(file);
    } catch (NoSuchFileException _) {
      return false; // another test's, closed meanwhile
    }
  }

  /** The terminal as a blocking descriptor. */
  private static int open(Pty pty) {
    return open(pty, Fcntl.O_RDWR);
  }

  private static int open(Pty pty, int access) {
    int flags = access | Fcntl.O_NOCTTY;
    return Fcntl.openat(Fcntl.AT_FDCWD, FileOpener.cString(pty.name().toString()), flags, 0);
  }

  private static String readAll(Pty pty) throws IOException {
    StringBuilder all = new StringBuilder();
    byte[] part = new byte[10_000];
    for (int count; (count = pty.master().read(part)) > 0; ) {
      all.append(new String(part, 0, count));
    }
    return all.toString();
  }
}
