package mortise.poll;

/**
 * How the calls of a descriptor learn that it is ready: registered once with a poller, by edges, or
 * one-shot for bulk transfers.
 */
abstract sealed class DescriptorReadiness extends DescriptorLifetime permits Descriptor {
  private static final int READABLE = 1;
  private static final int WRITABLE = 2;

  /** For changes of what the poller watches. */
  private final SpinLock registration = new SpinLock();

  /** Null until the first call that has to wait. Guarded by registration for writing. */
  private volatile Poller poller;

  /** Whether the poller is armed for each wait, and silent at other times. */
  private volatile boolean oneShot;

  /**
   * The directions that the poller is armed for since its last event. Guarded by registration; set
   * back by the poller, which then wakes all waiters.
   */
  private volatile int armed;

  /** Null before the first use. */
  private volatile ShortPoll shortRead;

  private volatile ShortPoll shortWrite;

  /** Calls in a row that did not wait. Unguarded: a count that is a little off does as well. */
  int callsWithoutWait;

  DescriptorReadiness(int number) {
    super(number);
  }

  /**
   * Switches to one-shot polling, for bulk transfers: their edges would each wake the poller for
   * nothing, so from now on the poller is armed for each wait, and silent at other times.
   */
  public void oneShot() {
    if (!oneShot) {
      oneShot = true;
    }
  }

  boolean isOneShot() {
    return oneShot;
  }

  /** Switches back to edge-triggered polling. */
  void useEdgeTriggered() {
    oneShot = false;
  }

  /** The poller has ended: waiters register with another one. */
  void pollerEnded(Poller ended) {
    registration.lock();
    try {
      if (poller == ended) {
        poller = null;
      }
    } finally {
      registration.unlock();
    }
    signal(true, true);
  }

  /**
   * Records that there may be more here than bytes: an end, an error, urgent data. The poller sets
   * it before its signal, and so does a receive of urgent data, since an event in progress would
   * report bytes only. A short recv is from now on no sign that there is no more.
   */
  public void mayHaveMoreThanData() {
    readable.mayHaveMoreThanData();
  }

  /** The poller's news. */
  void signal(boolean read, boolean write) {
    // The news of one direction ends the asking for the other.
    boolean both = oneShot || armed != 0;
    armed = 0;
    if (read || both) {
      readable.signal();
    }
    if (write || both) {
      writable.signal();
    }
  }

  final boolean isRegistered() {
    return poller != null;
  }

  final long await(Readiness readiness, int seen, long waitLimit) {
    if (oneShot && waitLimit == WaitLimit.FOREVER && isReadyShortly(readiness)) {
      return isOpen() ? 0 : Outcome.CLOSED;
    }
    Poller watching = poller;
    if (watching == null || watching.mayBeLeft()) {
      int failed = register(watching, readiness == readable);
      if (failed < 0) {
        return failed;
      }
    }
    if (oneShot) {
      int failed = arm(readiness == readable ? READABLE : WRITABLE);
      if (failed < 0) {
        return failed;
      }
    }
    callsWithoutWait = 0;
    long outcome = readiness.await(seen, waitLimit);
    return isOpen() ? outcome : Outcome.CLOSED;
  }

  private boolean isReadyShortly(Readiness readiness) {
    Thread caller = Thread.currentThread();
    return !caller.isVirtual() && !caller.isInterrupted() && shortPoll(readiness).await();
  }

  private ShortPoll shortPoll(Readiness readiness) {
    boolean write = readiness == writable;
    ShortPoll wait = write ? shortWrite : shortRead;
    if (wait == null) {
      wait = new ShortPoll(number, write);
      if (write) {
        shortWrite = wait;
      } else {
        shortRead = wait;
      }
    }
    return wait;
  }

  private int arm(int direction) {
    registration.lock();
    try {
      armed |= direction;
      Poller current = poller;
      // Without one it has just ended, and has woken everybody.
      return current == null
          ? 0
          : current.armOneShot((Descriptor) this, (armed & READABLE) != 0, (armed & WRITABLE) != 0);
    } finally {
      registration.unlock();
    }
  }

  /**
   * Registers with the caller's poller where {@code watching} is none or does not serve it. Who
   * reads takes the descriptor along to another loop.
   */
  private int register(Poller watching, boolean reads) {
    int result;
    do {
      try {
        boolean hasMoved = reads && Placement.moveWhereWanted();
        Poller current = Poller.current(number);
        result = current == watching ? 0 : registerWith(current, hasMoved);
      } catch (EpollSet.Unavailable e) {
        return e.result;
      }
    } while (result == Poller.ENDED);
    return result;
  }

  /**
   * Registers with a poller where there is none, where the present one does not serve all threads,
   * or to take the descriptor along.
   *
   * @return as {@link Poller#register}
   */
  int registerWith(Poller wanted, boolean takeAlong) {
    registration.lock();
    try {
      Poller before = poller;
      if (before == wanted || before != null && !before.isOfVirtualThreads() && !takeAlong) {
        return 0;
      }
      if (before != null) {
        before.remove((Descriptor) this);
        poller = null;
      }
      int result = wanted.register((Descriptor) this);
      if (result == 0) {
        poller = wanted;
      } else if (before != null) {
        signal(true, true); // those that have waited register again
      }
      return result < 0 && takeAlong && before != null ? stayWith(before) : result;
    } finally {
      registration.unlock();
    }
  }

  /** The new poller could not take it; every loop's can serve all threads. */
  private int stayWith(Poller before) {
    int result = before.register((Descriptor) this);
    if (result == 0) {
      poller = before;
    }
    return result;
  }

  /** Ends the watch of the poller, which the next wait begins again; false where it cannot be. */
  final boolean leavePoller() {
    if (poller == null) {
      return true;
    }
    if (!registration.tryLock()) {
      return false;
    }
    try {
      Poller before = poller;
      poller = null;
      if (before != null) {
        before.remove((Descriptor) this);
        signal(true, true); // whoever is about to wait registers again
      }
      return true;
    } finally {
      registration.unlock();
    }
  }

  @Override
  final void deregister() {
    Poller watching = poller;
    if (watching != null) {
      watching.deregister((Descriptor) this);
    }
  }
}
