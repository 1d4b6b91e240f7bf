package mortise.poll;

import java.lang.System.Logger.Level;
import mortise.sys.SysErrno;
import mortise.sys.Unistd;

/**
 * Reports a descriptor whose number was closed by other code while the descriptor was open. Such
 * code may next close a number that the kernel has given to something else meanwhile, so this is
 * worth finding, but close has no caller that could do anything about it.
 */
final class ForeignClose {
  private ForeignClose() {}

  /** Logs where the descriptor is closed. */
  static void report(int number) {
    System.Logger log = System.getLogger("mortise");
    if (log.isLoggable(Level.DEBUG)) {
      String text =
          "close " + number + ": EBADF, the descriptor was closed outside of its owner before";
      log.log(Level.DEBUG, text, new Throwable("closed here"));
    }
  }

  /** close(2) that may wait, on a thread of its own. */
  static void closeWaiting(int number) {
    if (Unistd.close_waiting(number) == -SysErrno.EBADF) {
      report(number);
    }
  }
}
