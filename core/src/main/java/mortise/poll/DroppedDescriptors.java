package mortise.poll;

import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner.Cleanable;

/**
 * Closes descriptors whose owners were dropped without a close, some time after garbage collection.
 *
 * <p>The owner is the object through which all calls go, and not the {@link Descriptor}, which its
 * poller has. A thread that waits in a call still has the owner in its frames, since what becomes
 * of the call's result needs it.
 */
public final class DroppedDescriptors {
  /** For an owner that could not be registered. */
  private static final Cleanable NOTHING = () -> {};

  private DroppedDescriptors() {}

  /**
   * Closes a descriptor once its owner is unreachable. The owner's own close has to {@link
   * Cleanable#clean} the result. Never fails: without memory or a thread for it, the descriptor
   * stays open until it is closed explicitly.
   *
   * @param owner is not reachable from {@code close}
   */
  public static Cleanable register(Object owner, Descriptor descriptor, Runnable close) {
    try {
      return ConcurrentCleaner.register(owner, new Dropped(descriptor, close));
    } catch (OutOfMemoryError e) {
      return NOTHING;
    }
  }

  private record Dropped(Descriptor descriptor, Runnable close) implements Runnable {
    @Override
    public void run() {
      if (descriptor.isOpen()) {
        close.run();
        String what = " became unreachable without close and is closed now";
        LoopFailures.log(Level.DEBUG, "descriptor " + descriptor.number(), what, null);
      }
    }
  }
}
