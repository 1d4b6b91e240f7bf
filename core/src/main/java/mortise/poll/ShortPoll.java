package mortise.poll;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import mortise.sys.PollH;
import mortise.sys.struct.Pollfd;

/**
 * A wait of a platform thread in poll(2), without the poller and its thread: for a bulk transfer,
 * whose next bytes arrive soon. It is so short that it does not matter that a close, an interrupt
 * or the end of the JVM cannot end it.
 */
final class ShortPoll {
  private static final int MILLIS = 2;

  private final MemorySegment errno = Arena.ofAuto().allocate(ValueLayout.JAVA_INT);
  private final int interest;
  private final MemorySegment entry = Arena.ofAuto().allocate(Pollfd.LAYOUT);

  ShortPoll(int fd, boolean write) {
    interest = write ? PollH.POLLOUT : PollH.POLLIN;
    Pollfd.set(entry, fd, interest);
  }

  /**
   * Waits; returns whether a call should be retried. A queue of errors that is not read is reported
   * without end as POLLERR alone, and a call would return EAGAIN each time: the poller handles that
   * case.
   */
  boolean await() {
    return PollH.poll(errno, entry, MILLIS) > 0 && (Pollfd.revents(entry) & interest) != 0;
  }
}
