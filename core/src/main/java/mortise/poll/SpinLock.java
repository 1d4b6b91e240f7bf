package mortise.poll;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A lock for a few instructions or one short system call. Its holder never parks.
 *
 * <p>Monitors and the locks of {@code java.util.concurrent} are handed to a thread that waits.
 * Where that is a virtual thread, and others compute on all carriers, it does not run, and platform
 * threads behind it wait for as long. This lock belongs to nobody until somebody runs and takes it.
 */
final class SpinLock {
  private static final int SPINS = 100;

  private final AtomicBoolean held = new AtomicBoolean();

  void lock() {
    for (int spins = 0; !held.compareAndSet(false, true); spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  boolean tryLock() {
    return held.compareAndSet(false, true);
  }

  void unlock() {
    held.set(false);
  }
}
