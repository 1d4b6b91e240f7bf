package mortise.sys.nio;

import static mortise.sys.SysEpoll.EPOLLERR;
import static mortise.sys.SysEpoll.EPOLLET;
import static mortise.sys.SysEpoll.EPOLLHUP;
import static mortise.sys.SysEpoll.EPOLLIN;
import static mortise.sys.SysEpoll.EPOLLONESHOT;
import static mortise.sys.SysEpoll.EPOLLOUT;
import static mortise.sys.SysEpoll.EPOLLRDHUP;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * An entry of an epoll set. A selector reports levels; this makes edges of them.
 *
 * <p>A direction that was reported, and in which no call has found nothing since, is silent: the
 * selector is not asked for it, until a call finds nothing to read or no room to write. A call on a
 * loop's own thread usually comes before the next look, so that nothing has to be changed.
 */
final class Watch {
  static final int DIRECTIONS = EPOLLIN | EPOLLOUT;
  private static final int ALWAYS = EPOLLERR | EPOLLHUP;

  final EpollHandle set;
  final Handle handle;
  final int number;

  /** What the caller gave along. */
  volatile long data;

  private volatile int interest;

  /** The directions that the selector is not asked for. */
  private final AtomicInteger silent = new AtomicInteger();

  /** {@link Handle#dry} at the last report. For the thread that has the set's lock. */
  private int reportedDry;

  /** The events to deliver. Guarded by the set's lock. */
  int pending;

  Watch(EpollHandle set, Handle handle, int number) {
    this.set = set;
    this.handle = handle;
    this.number = number;
  }

  /** Begins, or begins anew, with other events. */
  void interest(int events, long token) {
    data = token;
    interest = events;
    reportedDry = handle.dry() - 1;
    // Room to write is worth a report where a call has found none before.
    boolean quiet = isEdgeTriggered() && handle.full() == 0 && !handle.isConnecting();
    silent.set(quiet ? EPOLLOUT : 0);
  }

  private boolean isEdgeTriggered() {
    return (interest & EPOLLET) != 0;
  }

  private boolean isOneShot() {
    return (interest & EPOLLONESHOT) != 0;
  }

  /** Whether everything that is the case is reported each time. */
  boolean isLevelTriggered() {
    return (interest & (EPOLLET | EPOLLONESHOT)) == 0;
  }

  /** The directions to ask the selector for. */
  int wanted() {
    int read = (interest & (EPOLLIN | EPOLLRDHUP)) != 0 ? EPOLLIN : 0;
    return (read | interest & EPOLLOUT) & ~silent.get();
  }

  /** A call has found nothing in a direction: what comes next is to be reported. */
  void arm(int direction) {
    if ((silent.get() & direction) != 0 && !isOneShot()) {
      unmask(direction);
    } else {
      handle.awaited(this, direction & wanted());
    }
  }

  private void unmask(int direction) {
    silent.getAndUpdate(before -> before & ~direction);
    set.update(handle);
    handle.awaited(this, direction);
  }

  private void mask(int directions) {
    silent.getAndUpdate(before -> before | directions);
  }

  /** Whether a reader may be parked that no report has woken. */
  boolean owesReport() {
    return reportedDry != handle.dry();
  }

  /**
   * What of these events to report. For the thread that has the set's lock.
   *
   * @param events what is the case
   */
  int report(int events) {
    int known = events & (interest | ALWAYS);
    if (known == 0 || isLevelTriggered()) {
      return known;
    }
    if (isOneShot()) {
      int asked = wanted();
      boolean any = (known & ALWAYS) != 0 || (known & asked) != 0;
      mask(DIRECTIONS);
      set.update(handle);
      return asked == 0 || !any ? 0 : known;
    }
    return edge(known);
  }

  private int edge(int known) {
    int report = known;
    if ((known & EPOLLOUT) != 0) {
      mask(EPOLLOUT);
      set.update(handle);
    }
    if ((known & EPOLLIN) != 0) {
      int now = handle.dry();
      if (now == reportedDry) {
        report &= ~EPOLLIN;
        mask(EPOLLIN);
        set.update(handle);
        if (handle.dry() != now) {
          unmask(EPOLLIN); // a call found nothing between the two looks
        }
      } else {
        reportedDry = now;
      }
    }
    return report;
  }
}
