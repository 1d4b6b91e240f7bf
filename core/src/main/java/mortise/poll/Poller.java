package mortise.poll;

/** Tells descriptors that they became ready. */
interface Poller {
  /** What {@link #watch} says when its loop has ended, and the caller has another poller now. */
  int ENDED = Integer.MIN_VALUE;

  /**
   * Begins to watch a descriptor for both directions, edge-triggered, until {@link #forget}. A
   * direction that is ready already is told at once.
   *
   * @return 0, {@code -errno} when the kernel refuses, or {@link #ENDED}
   */
  int watch(Descriptor descriptor);

  /**
   * Has a descriptor that is watched be told of these directions and no others, once, and then
   * nothing until this is asked again. What is ready already is told at once.
   *
   * @return 0, or {@code -errno} when the kernel refuses
   */
  int ask(Descriptor descriptor, boolean read, boolean write);

  /** Ends the watch, just before the number is closed or given away. */
  void forget(Descriptor descriptor);

  /** The poller that serves the calling thread. */
  static Poller current() {
    Loop loop = Loop.current();
    return loop == null ? EpollPoller.shared() : loop.poller();
  }
}
