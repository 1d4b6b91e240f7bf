package mortise.poll;

/** Tells descriptors that they became ready. */
interface Poller {
  /**
   * Begins to watch a descriptor for both directions, edge-triggered, until {@link #forget}. A
   * direction that is ready already is told at once.
   *
   * @return 0, or {@code -errno} when the kernel refuses
   */
  int watch(Descriptor descriptor);

  /** Ends the watch, just before the number is closed or given away. */
  void forget(Descriptor descriptor);

  /** The poller that serves the calling thread. */
  static Poller current() {
    Loop loop = Loop.current();
    return loop == null ? EpollPoller.shared() : loop.poller();
  }
}
