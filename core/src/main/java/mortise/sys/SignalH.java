package mortise.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static mortise.sys.Calls.call;
import static mortise.sys.Calls.longCall;
import static mortise.sys.Native.function;
import static mortise.sys.Native.number;

import java.lang.foreign.MemorySegment;
import mortise.sys.struct.Header;

/** {@code signal.h}: signals to other processes, and what this one does with its own. */
@Header("signal.h")
public final class SignalH {
  public static final int SIGHUP = 1;
  public static final int SIGINT = 2;
  public static final int SIGQUIT = 3;
  public static final int SIGABRT = 6;
  public static final int SIGKILL = 9;
  public static final int SIGUSR1 = 10;
  public static final int SIGSEGV = 11;
  public static final int SIGUSR2 = 12;
  public static final int SIGPIPE = 13;
  public static final int SIGALRM = 14;
  public static final int SIGTERM = 15;
  public static final int SIGCHLD = 17;
  public static final int SIGCONT = 18;
  public static final int SIGSTOP = 19;
  public static final int SIGTSTP = 20;
  public static final int SIGTTIN = 21;
  public static final int SIGTTOU = 22;
  public static final int SIGWINCH = 28;

  public static final int SIG_DFL = 0;
  public static final int SIG_IGN = 1;

  /** The size of {@code sigset_t}, a bit per signal from 1 on. */
  static final int SIGSET_BYTES = 128;

  private static final MemorySegment KILL = function("kill");
  private static final MemorySegment SIGNAL = function("signal");

  private SignalH() {}

  /** {@code int kill(pid_t pid, int sig)}; INSTANT. A negative pid is a process group. */
  public static int kill(int pid, int signal) {
    return call(KILL, pid, number(signal));
  }

  /**
   * {@code sighandler_t signal(int sig, sighandler_t handler)}; INSTANT. The handler is {@link
   * #SIG_DFL}, {@link #SIG_IGN} or what an earlier call returned, as the result is.
   */
  public static long signal(int signal, long handler) {
    return longCall(SIGNAL, signal, number(handler), NULL, NULL, NULL, NULL);
  }
}
