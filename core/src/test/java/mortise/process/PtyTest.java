package mortise.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import mortise.net.Deadline;
import mortise.sys.Fcntl;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;

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

  /** The terminal as a blocking descriptor. */
  private static int open(Pty pty) {
    int flags = Fcntl.O_RDWR | Fcntl.O_NOCTTY;
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
