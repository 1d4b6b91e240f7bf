package mortise.poll;

import java.lang.ref.Cleaner.Cleanable;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;

/**
 * Runs actions once their owners are unreachable, as {@link java.lang.ref.Cleaner} does, in one
 * thread for all.
 *
 * <p>The JDK's keeps its references in a list behind a monitor that every thread takes for each
 * owner that comes or goes: behind a virtual thread without a carrier they all would wait. Here are
 * many lists, each behind a {@link SpinLock}.
 */
public final class ConcurrentCleaner {
  private static final int LISTS = 64;
  private static final ReferenceQueue<Object> QUEUE = new ReferenceQueue<>();
  private static final ReferenceList[] REFERENCES = new ReferenceList[LISTS];

  static {
    for (int i = 0; i < LISTS; i++) {
      REFERENCES[i] = new ReferenceList();
    }
    try {
      LoopFailures.preload();
    } catch (Throwable _) {
      // The handlers below are ready now.
    }
  }

  /** Guarded by the class for writing. */
  private static volatile Thread thread;

  private ConcurrentCleaner() {}

  /**
   * Has an action run once the owner is unreachable or {@link Cleanable#clean} is called, whichever
   * is first. The owner is not reachable from the action.
   *
   * @throws OutOfMemoryError without memory, or without a thread for it
   */
  public static Cleanable register(Object owner, Runnable action) {
    if (thread == null) {
      start();
    }
    ReferenceList list = REFERENCES[System.identityHashCode(owner) & LISTS - 1];
    OwnerReference reference = new OwnerReference(owner, list, action);
    list.add(reference);
    Reference.reachabilityFence(owner);
    return reference;
  }

  /** Not a static initialiser, which would not be run again after a failure. */
  private static synchronized void start() {
    if (thread == null) {
      thread = Thread.ofPlatform().daemon().name("mortise-cleaner").start(ConcurrentCleaner::run);
    }
  }

  private static void run() {
    LoopFailures failures = new LoopFailures("the cleaner");
    while (true) {
      try {
        ((OwnerReference) QUEUE.remove()).clean();
        failures.reset();
      } catch (Throwable t) {
        failures.goOn(t);
      }
    }
  }

  private static final class OwnerReference extends PhantomReference<Object> implements Cleanable {
    private final ReferenceList list;
    private final Runnable action;
    private OwnerReference previous;
    private OwnerReference next;

    OwnerReference(Object owner, ReferenceList list, Runnable action) {
      super(owner, QUEUE);
      this.list = list;
      this.action = action;
    }

    @Override
    public void clean() {
      if (list.remove(this)) {
        clear();
        action.run();
      }
    }
  }

  /** Keeps references reachable. */
  private static final class ReferenceList {
    private final SpinLock lock = new SpinLock();
    private OwnerReference first;

    void add(OwnerReference reference) {
      lock.lock();
      try {
        reference.next = first;
        if (first != null) {
          first.previous = reference;
        }
        first = reference;
      } finally {
        lock.unlock();
      }
    }

    /** Whether it was there. */
    boolean remove(OwnerReference reference) {
      lock.lock();
      try {
        boolean present = reference == first || reference.previous != null;
        if (present) {
          unlink(reference);
        }
        return present;
      } finally {
        lock.unlock();
      }
    }

    private void unlink(OwnerReference reference) {
      if (reference.next != null) {
        reference.next.previous = reference.previous;
      }
      if (reference == first) {
        first = reference.next;
      } else {
        reference.previous.next = reference.next;
      }
      reference.previous = null;
      reference.next = null;
    }
  }
}
