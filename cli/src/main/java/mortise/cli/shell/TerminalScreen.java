package mortise.cli.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import mortise.net.CloseGuard;
import mortise.net.Deadline;
import mortise.process.OpenMode;
import mortise.process.PlainDescriptor;
import mortise.process.RawMode;
import mortise.process.WindowSize;

/**
 * The whole terminal of this process, {@code /dev/tty}, whatever its standard streams are: drawn on
 * in the alternate screen, with keys as they are pressed. It is as before when this is closed, or
 * the JVM ends. What the process writes to a standard error that is a terminal is kept meanwhile,
 * and appears there afterwards.
 */
public final class TerminalScreen implements AutoCloseable {
  private static final Path TERMINAL = Path.of("/dev/tty");

  /** The alternate screen, no cursor, no wrapping of lines that are too long. */
  private static final String ENTER = "\033[?1049h\033[?25l\033[?7l\033[2J";

  private static final String LEAVE = "\033[?7h\033[?25h\033[?1049l";

  /** A terminal that is stopped must not stop the end of the program. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final PlainDescriptor terminal;
  private final RawMode mode;
  private final MessageLines messages = new MessageLines();
  private final boolean diverts = Terminal.is(2);
  private final ReentrantLock lock = new ReentrantLock();
  private final Thread atExit = new Thread(this::leave, "mortise-screen");

  private final AtomicBoolean left = new AtomicBoolean();

  private TerminalScreen(PlainDescriptor terminal, RawMode mode) {
    this.terminal = terminal;
    this.mode = mode;
  }

  /**
   * Checks that there is a terminal to draw on.
   *
   * @param option what asks for it
   * @throws IllegalArgumentException with the reason when there is none
   */
  public static void check(String option) {
    String reason = reason();
    if (reason != null) {
      throw new IllegalArgumentException(option + " needs a terminal to draw on: " + reason);
    }
  }

  private static String reason() {
    String type = System.getenv("TERM");
    if (type == null || type.isEmpty() || type.equals("dumb")) {
      return "TERM is '" + (type == null ? "" : type) + "'";
    }
    if (!Terminal.isForeground()) {
      return "this process is in the background";
    }
    try (PlainDescriptor terminal = PlainDescriptor.open(TERMINAL, OpenMode.READ_WRITE)) {
      return terminal.isTerminal() ? null : TERMINAL + " is not a terminal";
    } catch (IOException e) {
      return "this process has none";
    }
  }

  /** Takes the terminal. */
  public static TerminalScreen open() throws IOException {
    PlainDescriptor terminal = PlainDescriptor.open(TERMINAL, OpenMode.READ_WRITE);
    try (CloseGuard guard = new CloseGuard(terminal)) {
      TerminalScreen screen = new TerminalScreen(terminal, RawMode.keys(terminal));
      guard.release();
      screen.enter();
      return screen;
    }
  }

  private void enter() throws IOException {
    Runtime.getRuntime().addShutdownHook(atExit);
    if (diverts) {
      StandardError.divert(messages);
    }
    try {
      write(ENTER);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void write(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    terminal.write(bytes, 0, bytes.length, Deadline.after(PATIENCE));
  }

  /** The size now; 80 by 24 where the terminal has none. */
  public WindowSize size() throws IOException {
    WindowSize size = terminal.windowSize();
    return size.columns() > 0 && size.rows() > 0 ? size : new WindowSize(24, 80);
  }

  /** Waits for keys; returns how many bytes they have, 0 at the end of the terminal. */
  public int read(byte[] keys) throws IOException {
    return terminal.read(keys);
  }

  /** The last lines of standard error, escaped. */
  public List<String> messages(int count) {
    return messages.last(count);
  }

  /**
   * Draws lines in place of those before.
   *
   * @param lines no more than the terminal has, without line feeds; longer ones are cut off by it
   */
  public void draw(List<String> lines) throws IOException {
    StringBuilder frame = new StringBuilder("\033[H");
    for (int i = 0; i < lines.size(); i++) {
      frame.append(i == 0 ? "" : "\r\n").append(lines.get(i)).append("\033[K");
    }
    lock.lock();
    try {
      if (!left.get()) {
        write(frame.append("\033[J").toString());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Gives the terminal back, once. */
  private void leave() {
    if (!left.compareAndSet(false, true)) {
      return;
    }
    boolean drawn = false;
    try {
      drawn = lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      write(LEAVE);
    } catch (IOException | InterruptedException _) {
      // The terminal is gone, or stopped; its modes are restored all the same.
    } finally {
      if (drawn) {
        lock.unlock();
      }
    }
    mode.close();
    showMessages();
  }

  private void showMessages() {
    if (diverts) {
      StandardError.divert(null);
      try {
        messages.copyTo(StandardError.raw(System.err));
      } catch (IOException _) {
        // Standard error is closed.
      }
    }
  }

  @Override
  public void close() {
    leave();
    terminal.close();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException _) {
      // The JVM ends, and runs it.
    }
  }
}
