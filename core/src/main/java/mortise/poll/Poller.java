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

  /** Ends the watch. The descriptor's number is still open. */
  void forget(Descriptor descriptor);

  /** The poller that serves the calling thread. */
  static Poller current() {
    return EpollPoller.shared();
  }
}
