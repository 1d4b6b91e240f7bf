package mortise.poll;

import static mortise.sys.SysEpoll.EPOLLERR;
import static mortise.sys.SysEpoll.EPOLLET;
import static mortise.sys.SysEpoll.EPOLLHUP;
import static mortise.sys.SysEpoll.EPOLLIN;
import static mortise.sys.SysEpoll.EPOLLOUT;
import static mortise.sys.SysEpoll.EPOLLPRI;
import static mortise.sys.SysEpoll.EPOLLRDHUP;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import mortise.sys.EpollEvent;
import mortise.sys.SysEpoll;
import mortise.sys.SysErrno;

/**
 * An epoll set and the platform thread that waits on it, epoll(7).
 *
 * <p>An event carries the descriptor's number. A number that was closed and used again between the
 * kernel's event and its handling gives its new owner one wake-up for nothing, which costs a try
 * that ends in EAGAIN.
 */
final class EpollPoller implements Poller {
  private static final int EVENTS = EPOLLIN | EPOLLOUT | EPOLLPRI | EPOLLRDHUP | EPOLLET;
  private static final int READABLE = EPOLLIN | EPOLLPRI | EPOLLRDHUP | EPOLLERR | EPOLLHUP;
  private static final int WRITABLE = EPOLLOUT | EPOLLERR | EPOLLHUP;
  private static final int BATCH = 512;

  private static final class Shared {
    static final EpollPoller POLLER = new EpollPoller().start("mortise-poller");
  }

  private final int epoll;

  /** By descriptor number. Guarded by this for writing; the polling thread reads without a lock. */
  private volatile Descriptor[] watched = new Descriptor[64];

  /** Why the polling thread ended, or null while it lives. Guarded by this. */
  private Throwable failure;

  EpollPoller() {
    epoll = SysEpoll.epoll_create1(SysEpoll.EPOLL_CLOEXEC);
    if (epoll < 0) {
      throw new IllegalStateException("no poller: epoll_create1 failed with errno " + -epoll);
    }
  }

  /** The poller of all threads that no loop owns. */
  static EpollPoller shared() {
    return Shared.POLLER;
  }

  private EpollPoller start(String name) {
    Thread.ofPlatform().daemon().name(name).start(this::run);
    return this;
  }

  @Override
  public int watch(Descriptor descriptor) {
    int fd = descriptor.number();
    synchronized (this) {
      if (failure != null) {
        throw new IllegalStateException("the poller has died", failure);
      }
      if (fd >= watched.length) {
        watched = Arrays.copyOf(watched, Math.max(fd + 1, watched.length * 2));
      }
      watched[fd] = descriptor;
    }
    MemorySegment event = MemorySegment.ofArray(new long[2]);
    EpollEvent.set(event, EVENTS, fd);
    return SysEpoll.epoll_ctl(epoll, SysEpoll.EPOLL_CTL_ADD, fd, event);
  }

  @Override
  public void forget(Descriptor descriptor) {
    int fd = descriptor.number();
    // Closing alone does not end the watch where a dup of the descriptor lives on.
    SysEpoll.epoll_ctl(epoll, SysEpoll.EPOLL_CTL_DEL, fd, MemorySegment.ofArray(new long[2]));
    synchronized (this) {
      watched[fd] = null;
    }
  }

  private void run() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment events = arena.allocate(EpollEvent.LAYOUT.byteSize() * BATCH, 8);
      while (true) {
        int count = SysEpoll.epoll_wait(errno, epoll, events, BATCH, -1);
        if (count < 0 && count != -SysErrno.EINTR) {
          throw new IllegalStateException("epoll_wait failed with errno " + -count);
        }
        for (int i = 0; i < count; i++) {
          signal((int) EpollEvent.data(events, i), EpollEvent.events(events, i));
        }
      }
    } catch (Throwable t) {
      failWaiters(t);
      throw t;
    }
  }

  private void signal(int fd, int events) {
    Descriptor[] snapshot = watched;
    Descriptor descriptor = fd < snapshot.length ? snapshot[fd] : null;
    if (descriptor != null) {
      descriptor.signal((events & READABLE) != 0, (events & WRITABLE) != 0);
    }
  }

  /** Nobody will be told anything any more, so nobody may go on waiting. */
  private synchronized void failWaiters(Throwable cause) {
    failure = cause;
    for (Descriptor descriptor : watched) {
      if (descriptor != null) {
        descriptor.close();
      }
    }
  }
}
