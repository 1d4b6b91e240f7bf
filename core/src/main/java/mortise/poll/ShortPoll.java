package mortise.poll;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import mortise.sys.PollH;
import mortise.sys.Pollfd;

/**
 * A wait of a platform thread in poll(2), without the poller and its thread: for a descriptor where
 * much passes, whose next bytes are not far. It is so short that nobody notices that no close, no
 * interrupt and no end of the JVM can cut it off.
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
   * Waits; says whether a call is worth another try. A queue of errors that is not read is reported
   * without end as POLLERR alone, and a call would say EAGAIN each time: that one is the poller's.
   */
  boolean await() {
    return PollH.poll(errno, entry, MILLIS) > 0 && (Pollfd.revents(entry) & interest) != 0;
  }
}
