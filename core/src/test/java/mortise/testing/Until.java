package mortise.testing;

import java.util.concurrent.Callable;

/** Waits for what comes without a wake-up; a test's time limit, which interrupts, ends the wait. */
public final class Until {
  private Until() {}

  /** Waits until {@code condition} holds, looking each millisecond. */
  public static void holds(Callable<Boolean> condition) throws Exception {
    while (!condition.call()) {
      Thread.sleep(1); // an emulated processor, alone, has to run what is waited for
    }
  }
}
