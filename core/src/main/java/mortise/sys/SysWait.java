package mortise.sys;

import static java.lang.foreign.MemorySegment.ofArray;
import static mortise.sys.Calls.call;
import static mortise.sys.Native.function;
import static mortise.sys.Native.number;

import java.lang.foreign.MemorySegment;
import mortise.sys.struct.Header;

/** {@code sys/wait.h}: how a child process ended. */
@Header("sys/wait.h")
public final class SysWait {
  public static final int WNOHANG = 1;

  private static final MemorySegment WAITPID = function("waitpid");

  private SysWait() {}

  /**
   * {@code pid_t waitpid(pid_t pid, int *wstatus, int options)}; INSTANT with {@link #WNOHANG}: 0
   * while the child lives.
   */
  public static int waitpid(int pid, int[] status, int options) {
    return call(WAITPID, pid, ofArray(status), number(options));
  }

  /** {@code WTERMSIG}: the signal that ended the child, 0 where it ended by itself. */
  public static int signal(int status) {
    return status & 0x7f;
  }

  /** {@code WEXITSTATUS}: the exit status of a child that exited. */
  public static int exitStatus(int status) {
    return status >> 8 & 0xff;
  }
}
