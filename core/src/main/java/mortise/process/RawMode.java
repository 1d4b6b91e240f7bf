package mortise.process;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;
import mortise.sys.TermiosH;
import mortise.sys.struct.Termios;

/**
 * A terminal that passes every byte on as it is, both ways, until this is closed: no echo, no
 * editing, no signals from keys. It also gets its old modes back when the JVM ends.
 */
public final class RawMode implements Closeable {
  /** _POSIX_VDISABLE: no key has this function. */
  private static final byte DISABLED = 0;

  private final PlainDescriptor terminal;
  private final MemorySegment before;
  private final Thread atExit = new Thread(this::restore, "mortise-terminal");
  private boolean restored;

  private RawMode(PlainDescriptor terminal, MemorySegment before) {
    this.terminal = terminal;
    this.before = before;
  }

  /**
   * Makes a terminal raw, as cfmakeraw of termios(3) has it.
   *
   * @throws DescriptorException when it is no terminal (ENOTTY)
   */
  public static RawMode of(PlainDescriptor terminal) throws IOException {
    return changed(terminal, RawMode::makeRaw);
  }

  /** Switches echo off and keeps all other terminal settings, for passwords. */
  public static RawMode withoutEcho(PlainDescriptor terminal) throws IOException {
    return changed(
        terminal,
        modes -> Termios.c_lflag(modes, Termios.c_lflag(modes) & ~TermiosH.ECHO | TermiosH.ECHONL));
  }

  /**
   * Passes each key on at once and without echo, for programs that draw the whole screen. Ctrl-C
   * stays a signal; the keys that would stop or quit this process and leave the screen as it is are
   * bytes.
   */
  public static RawMode keys(PlainDescriptor terminal) throws IOException {
    return changed(
        terminal,
        modes -> {
          int lines = TermiosH.ICANON | TermiosH.ECHO | TermiosH.ECHONL | TermiosH.IEXTEN;
          Termios.c_lflag(modes, Termios.c_lflag(modes) & ~lines);
          Termios.c_iflag(modes, Termios.c_iflag(modes) & ~TermiosH.IXON);
          MemorySegment characters = Termios.c_cc(modes);
          characters.set(ValueLayout.JAVA_BYTE, TermiosH.VQUIT, DISABLED);
          characters.set(ValueLayout.JAVA_BYTE, TermiosH.VSUSP, DISABLED);
          characters.set(ValueLayout.JAVA_BYTE, TermiosH.VMIN, (byte) 1);
          characters.set(ValueLayout.JAVA_BYTE, TermiosH.VTIME, (byte) 0);
        });
  }

  private static RawMode changed(PlainDescriptor terminal, Consumer<MemorySegment> change)
      throws IOException {
    MemorySegment before = room();
    DescriptorExceptions.check(
        TermiosH.tcgetattr(terminal.number(), before), "tcgetattr", terminal);
    RawMode mode = new RawMode(terminal, before);
    Runtime.getRuntime().addShutdownHook(mode.atExit);
    MemorySegment modes = room().copyFrom(before);
    change.accept(modes);
    int result = TermiosH.tcsetattr(terminal.number(), TermiosH.TCSANOW, modes);
    DescriptorExceptions.check(result, "tcsetattr", terminal);
    return mode;
  }

  /** A raw one for good: the terminal never gets its old modes back. */
  public static void permanently(PlainDescriptor terminal) throws IOException {
    MemorySegment before = room();
    DescriptorExceptions.check(
        TermiosH.tcgetattr(terminal.number(), before), "tcgetattr", terminal);
    makeRaw(terminal, before);
  }

  private static void makeRaw(PlainDescriptor terminal, MemorySegment before) throws IOException {
    MemorySegment raw = room().copyFrom(before);
    makeRaw(raw);
    int result = TermiosH.tcsetattr(terminal.number(), TermiosH.TCSANOW, raw);
    DescriptorExceptions.check(result, "tcsetattr", terminal);
  }

  private static MemorySegment room() {
    return MemorySegment.ofArray(new int[Termios.SIZE / Integer.BYTES]);
  }

  private static void makeRaw(MemorySegment modes) {
    int input =
        TermiosH.IGNBRK
            | TermiosH.BRKINT
            | TermiosH.PARMRK
            | TermiosH.ISTRIP
            | TermiosH.INLCR
            | TermiosH.IGNCR
            | TermiosH.ICRNL
            | TermiosH.IXON;
    int local = TermiosH.ECHO | TermiosH.ECHONL | TermiosH.ICANON | TermiosH.ISIG | TermiosH.IEXTEN;
    int size = TermiosH.CSIZE | TermiosH.PARENB;
    Termios.c_iflag(modes, Termios.c_iflag(modes) & ~input);
    Termios.c_oflag(modes, Termios.c_oflag(modes) & ~TermiosH.OPOST);
    Termios.c_lflag(modes, Termios.c_lflag(modes) & ~local);
    Termios.c_cflag(modes, Termios.c_cflag(modes) & ~size | TermiosH.CS8);
    MemorySegment characters = Termios.c_cc(modes);
    characters.set(ValueLayout.JAVA_BYTE, TermiosH.VMIN, (byte) 1);
    characters.set(ValueLayout.JAVA_BYTE, TermiosH.VTIME, (byte) 0);
  }

  private synchronized void restore() {
    if (!restored) {
      restored = true;
      TermiosH.tcsetattr(terminal.number(), TermiosH.TCSANOW, before);
    }
  }

  /** Gives the terminal its old modes back. */
  @Override
  public void close() {
    restore();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException _) {
      // The JVM ends, and runs it.
    }
  }
}
