package mortise.cli.flow;

import java.io.IOException;

/** The policy of a {@link Flow}: its directions, half-close, and the end. */
public interface FlowPolicy {
  /** What becomes of the bytes of one way. */
  enum Use {
    /** They go where they are meant to. */
    PASSED,

    /** They are read and discarded; the end is not reported. */
    DISCARDED,

    /** They are not read. */
    LEFT
  }

  Use use(Direction way);

  /** How many bytes of a way are read at once, where the kernel does not move them. */
  int part(Direction way);

  /** How long to wait after each read, in milliseconds; below 0 the kernel may move the bytes. */
  default long delay() {
    return -1;
  }

  /** A direction has ended, and the other side may get a half-close. */
  void ended(Flow flow, Direction way) throws IOException;

  /**
   * Whether a way that has failed is read to its end all the same, and what comes is discarded; it
   * has ended in order then.
   */
  default boolean drains(Flow flow, Direction way, IOException failure) {
    return false;
  }

  /**
   * Whether it is over, asked after each end and failure of a way, and once the time is up that it
   * has named before; under the flow's lock.
   *
   * @return 0 when it is over; or in how many milliseconds to ask again at the latest, {@link
   *     Long#MAX_VALUE} for whenever something ends
   * @throws IOException when it is over in another way than in order
   */
  long left(Flow flow) throws IOException;
}
