package mortise.cli.tls;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Supplier;
import mortise.process.OpenMode;
import mortise.process.PlainDescriptor;
import mortise.process.RawMode;

/**
 * Passwords of keys and key stores: asked on the terminal, as OpenSSL does, whatever standard input
 * and output are.
 */
public final class KeyPassword {
  private static final Path TERMINAL = Path.of("/dev/tty");

  /** What a terminal that waits for whole lines gives at once at the most, termios(3). */
  private static final int LONGEST_LINE = 4096;

  private KeyPassword() {}

  /** That of a file, asked when it is needed; null where there is no terminal. */
  public static Supplier<char[]> of(Path file) {
    return () -> ask(file);
  }

  private static char[] ask(Path file) {
    try (PlainDescriptor terminal = PlainDescriptor.open(TERMINAL, OpenMode.READ_WRITE);
        RawMode _ = RawMode.withoutEcho(terminal)) {
      terminal.write(("Password of " + file + ": ").getBytes(StandardCharsets.UTF_8));
      byte[] line = new byte[LONGEST_LINE];
      int count = Math.max(0, terminal.read(line));
      int end = count > 0 && line[count - 1] == '\n' ? count - 1 : count;
      return new String(line, 0, end, StandardCharsets.UTF_8).toCharArray();
    } catch (IOException _) {
      return askOnConsole(file);
    }
  }

  /** Where standard input and output are the terminal, Java can ask without the kernel's calls. */
  private static char[] askOnConsole(Path file) {
    Console console = System.console();
    return console == null ? null : console.readPassword("Password of %s: ", file);
  }
}
