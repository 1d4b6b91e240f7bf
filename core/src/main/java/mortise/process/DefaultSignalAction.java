package mortise.process;

import mortise.sys.SignalH;
import mortise.sys.Unistd;

/** Ends this process by the default action of a signal, signal(7). */
public final class DefaultSignalAction {
  private DefaultSignalAction() {}

  /**
   * Ends this process by a signal as if nothing had been set for it, signal(7), so that the parent
   * sees the signal: a shell script stops at Ctrl-C if a command died of SIGINT, and continues if
   * it returned 130. Nothing of the JVM is run any more.
   *
   * <p>Returns where the kernel does not do it: to the first process of a container.
   *
   * @param number 2 for SIGINT, 15 for SIGTERM
   */
  public static void raise(int number) {
    SignalH.signal(number, SignalH.SIG_DFL);
    SignalH.kill(Unistd.getpid(), number);
  }

  /** Has a signal end this process as if nothing had been set for it, whenever it comes. */
  public static void restore(int number) {
    SignalH.signal(number, SignalH.SIG_DFL);
  }
}
