package mortise.poll;

/** Tells descriptors that they became ready. */
interface Poller {
  /** What {@link #register} says when its loop has ended, and the caller has another poller now. */
  int ENDED = Integer.MIN_VALUE;

  /**
   * Begins to watch a descriptor for both directions, edge-triggered, until {@link #deregister}. A
   * direction that is ready already is told at once.
   *
   * @return 0, {@code -errno} when the kernel refuses, or {@link #ENDED}
   */
  int register(Descriptor descriptor);

  /**
   * Has a descriptor that is watched be told of these directions and no others, once, and then
   * nothing until this is asked again. What is ready already is told at once.
   *
   * @return 0, or {@code -errno} when the kernel refuses
   */
  int armOneShot(Descriptor descriptor, boolean read, boolean write);

  /** Ends the watch, just before the number is closed or given away. */
  void deregister(Descriptor descriptor);

  /** The poller that serves the calling thread. */
  static Poller current() {
    EventLoop loop = EventLoop.current();
    return loop == null ? EpollPoller.shared() : loop.poller();
  }
}
