package mortise.process;

import java.lang.foreign.MemorySegment;
import mortise.sys.SysIoctl;
import mortise.sys.struct.Winsize;

/** Calls on a terminal by number. */
final class TerminalSize {
  private TerminalSize() {}

  static WindowSize windowSize(int number) throws DescriptorException {
    MemorySegment size = room();
    int result = SysIoctl.ioctl(number, SysIoctl.TIOCGWINSZ, size);
    DescriptorExceptions.check(result, "ioctl TIOCGWINSZ", "descriptor " + number);
    return new WindowSize(Winsize.ws_row(size), Winsize.ws_col(size));
  }

  static void windowSize(int number, WindowSize wanted) throws DescriptorException {
    MemorySegment size = room();
    Winsize.ws_row(size, wanted.rows());
    Winsize.ws_col(size, wanted.columns());
    int result = SysIoctl.ioctl(number, SysIoctl.TIOCSWINSZ, size);
    DescriptorExceptions.check(result, "ioctl TIOCSWINSZ", "descriptor " + number);
  }

  private static MemorySegment room() {
    return MemorySegment.ofArray(new long[Winsize.SIZE / Long.BYTES]);
  }
}
