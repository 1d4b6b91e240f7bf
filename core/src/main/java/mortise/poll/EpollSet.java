package mortise.poll;

import static mortise.sys.SysEpoll.EPOLLERR;
import static mortise.sys.SysEpoll.EPOLLET;
import static mortise.sys.SysEpoll.EPOLLHUP;
import static mortise.sys.SysEpoll.EPOLLIN;
import static mortise.sys.SysEpoll.EPOLLONESHOT;
import static mortise.sys.SysEpoll.EPOLLOUT;
import static mortise.sys.SysEpoll.EPOLLPRI;
import static mortise.sys.SysEpoll.EPOLLRDHUP;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import mortise.sys.SysEpoll;
import mortise.sys.SysErrno;
import mortise.sys.SysEventfd;
import mortise.sys.Unistd;
import mortise.sys.struct.EpollEvent;

/**
 * An epoll set, epoll(7), that one thread at a time waits on and any thread may wake.
 *
 * <p>An event carries the descriptor's number. A number that was closed and used again between the
 * kernel's event and its handling gives its new owner one wake-up for nothing, which costs a try
 * that ends in EAGAIN.
 */
final class EpollSet implements Poller {
  private static final int EVENTS = EPOLLIN | EPOLLOUT | EPOLLPRI | EPOLLRDHUP | EPOLLET;
  private static final int READABLE = EPOLLIN | EPOLLPRI | EPOLLRDHUP | EPOLLERR | EPOLLHUP;
  private static final int WRITABLE = EPOLLOUT | EPOLLERR | EPOLLHUP;

  /** Events without a sign of more than bytes to read. */
  private static final int DATA_ONLY = EPOLLIN | EPOLLOUT;

  private static final int PERSISTENT = EPOLLERR | EPOLLHUP;

  private static final int BATCH = 512;
  private static final long SHUTDOWN_PAUSE_NANOS = 1_000_000;

  private static final Attempt WRITE = (fd, one, flags) -> Unistd.write(fd, one);
  private static final MemorySegment ONE = MemorySegment.ofArray(new long[] {1});

  /** Any thread registers, so the set is closed by the last of its users. */
  private final Descriptor epoll;

  /** An eventfd, for any thread too. */
  private final Descriptor wakeup;

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment errno = arena.allocate(ValueLayout.JAVA_INT);
  private final MemorySegment events = arena.allocate(EpollEvent.LAYOUT.byteSize() * BATCH, 8);
  private final ByteBuffer eventBuffer = events.asByteBuffer().order(ByteOrder.nativeOrder());

  private final DescriptorTable registered = new DescriptorTable();

  private final Consumer<Descriptor> move = descriptor -> descriptor.pollerEnded(this);

  /** Made before the end, which may come for lack of memory. */
  private final Runnable moveAll = () -> registered.forEach(move);

  private final boolean ofVirtualThreads;

  private volatile boolean mayBeLeft;

  /** What the last poll has found. For the waiting thread. */
  private int polled;

  private final Attempt poll =
      (fd, _, _) -> {
        polled = SysEpoll.epoll_wait(fd, events, BATCH);
        return polled == 0 ? -SysErrno.EAGAIN : 0;
      };

  /** How epoll_wait has failed, or null. For the waiting thread. */
  private IllegalStateException failure;

  static {
    try {
      LoopFailures.preload();
    } catch (Throwable _) {
      // The handlers below are ready now.
    }
  }

  private final LoopFailures failures = new LoopFailures("a poller");

  /** That there is no set, for lack of descriptors most likely. */
  static final class Unavailable extends IllegalStateException {
    private static final long serialVersionUID = 1;
    final int result;

    Unavailable(String call, int result) {
      super("no poller: " + call + " failed with errno " + -result);
      this.result = result;
    }
  }

  EpollSet() {
    this(false);
  }

  /** A set that a virtual thread waits on, by {@link #pollOrPark}. */
  static EpollSet ofVirtualThreads() {
    return new EpollSet(true);
  }

  private EpollSet(boolean ofVirtualThreads) {
    this.ofVirtualThreads = ofVirtualThreads;
    this.mayBeLeft = ofVirtualThreads;
    int created = require("epoll_create1", SysEpoll.epoll_create1(SysEpoll.EPOLL_CLOEXEC));
    Descriptor opened = null;
    try {
      epoll = new Descriptor(created);
      int flags = SysEventfd.EFD_CLOEXEC | SysEventfd.EFD_NONBLOCK;
      opened = new Descriptor(require("eventfd", SysEventfd.eventfd(0, flags)));
      // Edge-triggered, every write to the counter is an event, and no read is needed.
      require("epoll_ctl", control(SysEpoll.EPOLL_CTL_ADD, opened.number(), EPOLLIN | EPOLLET));
      JvmShutdown.register(this);
    } catch (Throwable t) {
      Unistd.close(created);
      if (opened != null) {
        opened.close();
      }
      throw t;
    }
    wakeup = opened;
  }

  private static int require(String call, int result) {
    if (result < 0) {
      throw new Unavailable(call, result);
    }
    return result;
  }

  private int control(int operation, int fd, int interest) {
    byte[] event = new byte[(int) EpollEvent.SIZE];
    EpollEvent.set(ByteBuffer.wrap(event).order(ByteOrder.nativeOrder()), interest, fd);
    return SysEpoll.epoll_ctl(epoll.number(), operation, fd, MemorySegment.ofArray(event));
  }

  @Override
  public int register(Descriptor descriptor) {
    if (!epoll.enter()) {
      return ENDED;
    }
    int fd = descriptor.number();
    int result = -SysErrno.ENOMEM;
    try {
      registered.put(fd, descriptor);
      result = control(SysEpoll.EPOLL_CTL_ADD, fd, EVENTS);
      // A set that ends now may have looked through the table before.
      result = epoll.isOpen() ? result : ENDED;
    } finally {
      if (result < 0) {
        registered.remove(fd);
      }
      epoll.leave();
    }
    return result;
  }

  @Override
  public int armOneShot(Descriptor descriptor, boolean read, boolean write) {
    int interest = (read ? EPOLLIN | EPOLLRDHUP : 0) | (write ? EPOLLOUT : 0) | EPOLLONESHOT;
    return controlWhileOpen(SysEpoll.EPOLL_CTL_MOD, descriptor.number(), interest);
  }

  /** Does nothing in a set that has ended. */
  private int controlWhileOpen(int operation, int fd, int interest) {
    if (!epoll.enter()) {
      return 0;
    }
    try {
      return control(operation, fd, interest);
    } finally {
      epoll.leave();
    }
  }

  /**
   * What stays as it is, such as an unread error queue, would be reported for each registration,
   * without an end.
   */
  private void restoreEdgeTriggered(Descriptor descriptor) {
    descriptor.useEdgeTriggered();
    control(SysEpoll.EPOLL_CTL_MOD, descriptor.number(), EVENTS);
  }

  @Override
  public void deregister(Descriptor descriptor) {
    int fd = descriptor.number();
    registered.remove(fd);
    // The kernel ends the watch with the last descriptor of the socket, which this one may not be.
    if (descriptor.isShared()) {
      controlWhileOpen(SysEpoll.EPOLL_CTL_DEL, fd, 0);
    }
  }

  @Override
  public void remove(Descriptor descriptor) {
    registered.remove(descriptor.number());
    controlWhileOpen(SysEpoll.EPOLL_CTL_DEL, descriptor.number(), 0);
  }

  @Override
  public boolean isOfVirtualThreads() {
    return ofVirtualThreads;
  }

  @Override
  public boolean mayBeLeft() {
    return mayBeLeft;
  }

  /** From now on threads that wait look whether they are to move, or have moved. */
  void letThreadsLeave() {
    mayBeLeft = true;
  }

  /**
   * Hands on the news that there is. Where there is none, parks the calling virtual thread until
   * the platform threads' poller reports that the set has some.
   */
  void pollOrPark() {
    epoll.oneShot();
    long outcome = epoll.registerWith(EpollPoller.shared(), false);
    polled = 0;
    if (outcome == 0) {
      outcome =
          epoll.call(Descriptor.Direction.READ, poll, MemorySegment.NULL, 0, WaitLimit.FOREVER);
    }
    if (polled == 0 && outcome < 0 && outcome != Outcome.INTERRUPTED) {
      // No memory to watch it, most likely, or the platform threads' poller has just ended.
      throw new IllegalStateException("a set of virtual threads cannot wait: " + outcome);
    }
    dispatch(polled);
  }

  /** Waits for news and hands it on; BLOCKING, in the one thread that waits. -1 is for ever. */
  void awaitEvents(int milliseconds) {
    if (failure == null && JvmShutdown.hasBegun()) {
      if (dispatch(SysEpoll.epoll_wait(errno, epoll.number(), events, BATCH, 0)) == 0) {
        Thread.interrupted(); // a park with the flag set does not wait
        LockSupport.parkNanos(SHUTDOWN_PAUSE_NANOS);
      }
    } else if (failure == null) {
      dispatch(SysEpoll.epoll_wait(errno, epoll.number(), events, BATCH, milliseconds));
    }
  }

  /** The set's descriptor, for the owner. */
  int number() {
    return epoll.number();
  }

  /** Whether waiting has failed; the owner has to close the set. */
  boolean hasFailed() {
    return failure != null;
  }

  /** Why, or null. */
  Throwable failure() {
    return failure;
  }

  /**
   * Hands on the news that there is, without waiting.
   *
   * @return whether there may be more of it
   */
  boolean pollEvents() {
    return failure == null && dispatch(SysEpoll.epoll_wait(epoll.number(), events, BATCH)) == BATCH;
  }

  /**
   * Ends a {@link #awaitEvents} that waits, or the next one. Takes no lock: the scheduler of a
   * virtual thread rings, and it must not wait for a lock that one of its threads waits for, or
   * has.
   */
  void wake() {
    wakeup.call(WRITE, ONE, 0);
  }

  private int dispatch(int count) {
    if (count < 0 && count != -SysErrno.EINTR) {
      failure = new IllegalStateException("epoll_wait failed with errno " + -count);
    }
    for (int i = 0; i < count; i++) {
      int fd = (int) EpollEvent.data(eventBuffer, i);
      Descriptor descriptor = registered.get(fd);
      if (descriptor != null) {
        int what = EpollEvent.events(eventBuffer, i);
        try {
          signal(descriptor, what);
        } catch (Throwable t) {
          retrySignal(descriptor, what, t);
        }
      }
    }
    return count;
  }

  /** The kernel reports an edge once, so a failure must not lose it, nor those after it. */
  private void retrySignal(Descriptor descriptor, int what, Throwable thrown) {
    boolean goesOn = failures.goOn(thrown);
    while (goesOn) {
      try {
        signal(descriptor, what);
        goesOn = false;
      } catch (Throwable t) {
        goesOn = failures.goOn(t);
      }
    }
    failures.reset();
  }

  private void signal(Descriptor descriptor, int what) {
    if ((what & ~DATA_ONLY) != 0) {
      descriptor.mayHaveMoreThanData();
    }
    if (descriptor.isOneShot() && (what & PERSISTENT) != 0) {
      restoreEdgeTriggered(descriptor);
    }
    descriptor.signal((what & READABLE) != 0, (what & WRITABLE) != 0);
  }

  /** Ends the set, once no thread waits on it: its descriptors go to other pollers. */
  void close() {
    JvmShutdown.deregister(this);
    wakeup.close();
    epoll.close();
    failures.retryUntilDone(moveAll);
  }
}
