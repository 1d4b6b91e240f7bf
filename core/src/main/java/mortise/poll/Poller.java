package mortise.poll;

/** Reports readiness to descriptors. */
interface Poller {
  /**
   * The result of {@link #register} when its loop has ended, and the caller has another poller now.
   */
  int ENDED = Integer.MIN_VALUE;

  /**
   * Begins to watch a descriptor for both directions, edge-triggered, until {@link #deregister}. A
   * direction that is ready already is reported at once.
   *
   * @return 0, {@code -errno} when the kernel refuses, or {@link #ENDED}
   */
  int register(Descriptor descriptor);

  /**
   * Registers a watched descriptor one-shot for these directions only: one event, then none until
   * the next call. Present readiness is reported at once.
   *
   * @return 0, or {@code -errno} when the kernel refuses
   */
  int armOneShot(Descriptor descriptor, boolean read, boolean write);

  /** Ends the watch, just before the number is closed or given away. */
  void deregister(Descriptor descriptor);

  /** Ends the watch of a descriptor that goes to another poller. */
  void remove(Descriptor descriptor);

  /** Whether it needs a carrier of the JDK's scheduler, for which other threads cannot wait. */
  boolean isOfVirtualThreads();

  /**
   * Whether a thread that is about to wait has to look for another poller: here another one may
   * serve it better, {@link #isOfVirtualThreads} and {@link Placement}.
   */
  boolean mayBeLeft();

  /** The poller that serves the calling thread for a descriptor of this number. */
  static Poller current(int number) {
    EventLoop loop = EventLoop.current();
    if (loop != null) {
      return loop.poller();
    }
    return Thread.currentThread().isVirtual() && VirtualPoller.IS_USED
        ? VirtualPoller.of(number)
        : EpollPoller.shared();
  }
}
