package mortise.process;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import mortise.poll.Attempt;
import mortise.poll.Descriptor;
import mortise.sys.Fcntl;

/**
 * Opens the terminal behind an inherited descriptor a second time, non-blocking: O_NONBLOCK belongs
 * to the open file, so the other processes that have the inherited one are not affected.
 */
final class NonBlockingTerminal {
  // Numbers of Linux's Documentation/admin-guide/devices.txt: the slaves of UNIX98 pairs. Others
  // are not opened again: a serial line may be set up by it, and a master would be a new pair.
  private static final int FIRST_MAJOR = 136;
  private static final int LAST_MAJOR = 143;

  private static final int FLAGS =
      Fcntl.O_WRONLY | Fcntl.O_NONBLOCK | Fcntl.O_NOCTTY | Fcntl.O_CLOEXEC;

  private NonBlockingTerminal() {}

  /**
   * Opens it for writing; empty where that is not possible: another user's terminal, one in
   * exclusive mode, no {@code /proc}, no descriptor left.
   */
  static Optional<PlainDescriptor> reopen(Descriptor inherited) {
    Attempt reopen = (fd, memory, flags) -> isWritablePseudoTerminal(fd) ? open(fd) : -1;
    long number = inherited.call(reopen, MemorySegment.NULL, 0);
    if (number < 0) {
      return Optional.empty();
    }
    PlainDescriptor terminal = PlainDescriptor.own((int) number, FileType.TERMINAL);
    terminal.descriptor.oneShot();
    return Optional.of(terminal);
  }

  private static boolean isWritablePseudoTerminal(int fd) {
    try {
      int major = FileStatus.deviceMajor(fd);
      int access = Fcntl.fcntl(fd, Fcntl.F_GETFL, 0) & Fcntl.O_ACCMODE;
      return major >= FIRST_MAJOR && major <= LAST_MAJOR && access != Fcntl.O_RDONLY;
    } catch (IOException e) {
      return false;
    }
  }

  private static int open(int fd) {
    MemorySegment path = FileOpener.cString("/proc/self/fd/" + fd);
    return Fcntl.openat(Fcntl.AT_FDCWD, path, FLAGS, 0);
  }
}
