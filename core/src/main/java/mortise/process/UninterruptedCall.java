package mortise.process;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import mortise.poll.BlockingCalls;
import mortise.poll.Outcome;
import mortise.poll.WaitLimit;

/**
 * A call that may block, and whose result must not get lost, such as a write to a terminal: it is
 * waited for to its end, also by a thread that is interrupted.
 */
final class UninterruptedCall {
  private final IntSupplier call;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile int result;

  private UninterruptedCall(IntSupplier call) {
    this.call = call;
  }

  /** Runs the call on a platform thread, which is the caller's own where it is one. */
  static long run(IntSupplier call) {
    return Thread.currentThread().isVirtual()
        ? new UninterruptedCall(call).send()
        : call.getAsInt();
  }

  private long send() {
    long outcome = BlockingCalls.run(this::go, WaitLimit.FOREVER);
    if (outcome != Outcome.INTERRUPTED || taken.compareAndSet(false, true)) {
      return outcome;
    }
    boolean interrupted = false;
    while (true) {
      try {
        done.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return result;
  }

  private int go() {
    if (!taken.compareAndSet(false, true)) {
      return 0;
    }
    try {
      result = call.getAsInt();
      return result;
    } finally {
      done.countDown();
    }
  }
}
