package mortise.sys.nio;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static mortise.sys.SysEpoll.EPOLLIN;
import static mortise.sys.SysEpoll.EPOLL_CTL_ADD;
import static mortise.sys.SysEpoll.EPOLL_CTL_DEL;
import static mortise.sys.SysEpoll.EPOLL_CTL_MOD;
import static mortise.sys.SysErrno.EEXIST;
import static mortise.sys.SysErrno.EINVAL;
import static mortise.sys.SysErrno.ENOENT;
import static mortise.sys.SysErrno.EPERM;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import mortise.sys.struct.EpollEvent;

/**
 * epoll(7) over a {@link Selector}. A set may be watched by another one: a thread then waits in its
 * selector, since a selector is no channel.
 *
 * <p>Only the thread that has the lock uses the selector, and never a virtual thread; others put
 * what they want into queues and wake it. The selector has monitors, and a monitor that is released
 * goes to the thread that waited first: were that a virtual thread of a loop, and the loop's own
 * thread the next, neither would run again.
 */
final class EpollHandle extends Handle {
  /** Channels that are closed, and that a selector has still to let go of. */
  private static final AtomicInteger UNRELEASED = new AtomicInteger();

  /** Where the caller's data are in {@code struct epoll_event}, which may be in any array. */
  private static final long DATA = EpollEvent.SIZE - Long.BYTES;

  private static final long RELEASE_NANOS = 200_000_000;
  private static final long RELEASE_PAUSE_NANOS = 200_000;

  private final Selector selector;

  /** By descriptor number. */
  private final Map<Integer, Watch> watches = new ConcurrentHashMap<>();

  /** Those of them that are level-triggered, which are looked at each time. */
  private final Set<Watch> levels = ConcurrentHashMap.newKeySet();

  /** Events that no selector has seen. */
  private final Queue<Posted> posted = new ConcurrentLinkedQueue<>();

  /** Held while a thread selects. */
  private final ReentrantLock lock = new ReentrantLock();

  /** What has events to deliver. Guarded by the lock. */
  private final Queue<Watch> ready = new ArrayDeque<>();

  /** Handles whose key is to be set anew by the next selection. */
  private final Queue<Handle> changed = new ConcurrentLinkedQueue<>();

  /** Whether a thread has woken, or is waking, the selection that goes on. */
  private final AtomicBoolean woken = new AtomicBoolean();

  /** Whether a thread selects, or is about to: changes have to wake it. */
  private volatile boolean selecting;

  /** Closed channels that this selector has still to let go of. */
  private final AtomicInteger unreleased = new AtomicInteger();

  /** Whether a thread waits on behalf of the sets that watch this one. Guarded by this. */
  private boolean isWaitedFor;

  private record Posted(Watch watch, int events) {}

  EpollHandle() throws IOException {
    selector = Selector.open();
  }

  void control(int operation, int number, MemorySegment event) throws IOException {
    Handle handle = Handles.get(number);
    switch (operation) {
      case EPOLL_CTL_ADD -> {
        if (handle == this) {
          throw new ErrnoException(EINVAL);
        }
        if (!handle.isPollable()) {
          throw new ErrnoException(EPERM);
        }
        Watch watch = new Watch(this, handle, number);
        watch.interest(event.get(JAVA_INT_UNALIGNED, 0), event.get(JAVA_LONG_UNALIGNED, DATA));
        Watch before = watches.get(number);
        // One of another handle is about to be forgotten: its number is free already.
        if (before != null && before.handle == handle) {
          throw new ErrnoException(EEXIST);
        }
        watches.put(number, watch);
        handle.add(watch);
        begin(watch);
      }
      case EPOLL_CTL_MOD -> {
        Watch watch = known(number);
        watch.interest(event.get(JAVA_INT_UNALIGNED, 0), event.get(JAVA_LONG_UNALIGNED, DATA));
        begin(watch);
      }
      case EPOLL_CTL_DEL -> {
        Watch watch = known(number);
        forget(watch);
        handle.remove(watch);
        update(handle);
      }
      default -> throw new ErrnoException(EINVAL);
    }
  }

  private Watch known(int number) throws ErrnoException {
    Watch watch = watches.get(number);
    if (watch == null) {
      throw new ErrnoException(ENOENT);
    }
    return watch;
  }

  private void begin(Watch watch) {
    if (watch.isLevelTriggered()) {
      levels.add(watch);
    } else {
      levels.remove(watch);
    }
    update(watch.handle);
    int now = watch.handle.ready() & watch.wanted();
    if (now != 0) {
      post(watch, now);
    }
    watch.handle.awaited(watch, watch.wanted());
  }

  /** Has the selector be asked for what the watches of a handle want. Any thread. */
  void update(Handle handle) {
    if (lock.isHeldByCurrentThread()) {
      setKey(handle);
    } else {
      changed.add(handle);
      wakeIfSelecting();
    }
  }

  /** For the thread that has the lock. */
  private void setKey(Handle handle) {
    try {
      SelectableChannel channel = handle.channel();
      if (channel == null || !channel.isOpen()) {
        return;
      }
      SelectionKey key = channel.keyFor(selector);
      int operations = handle.operations(wanted(handle));
      if (key == null) {
        channel.register(selector, operations, handle);
        handle.registered(this);
      } else if (key.interestOps() != operations) {
        // A key stays until its channel is closed: one that was cancelled would be in the way.
        key.interestOps(operations);
      }
    } catch (CancelledKeyException | ClosedSelectorException | ClosedChannelException _) {
      // Closed meanwhile, which ends the watch.
    }
  }

  private int wanted(Handle handle) {
    int wanted = 0;
    for (Watch watch : handle.watches()) {
      wanted |= watch.set == this ? watch.wanted() : 0;
    }
    return wanted;
  }

  private void wakeIfSelecting() {
    if (selecting) {
      wake();
    }
  }

  /** One thread at a time, see above; what the others have to say is in the queues. */
  private void wake() {
    if (!woken.get() && woken.compareAndSet(false, true)) {
      selector.wakeup();
    }
  }

  /** Reports events that the selector does not see. Any thread. */
  void post(Watch watch, int events) {
    posted.add(new Posted(watch, events));
    wakeIfSelecting();
    if (watches().length > 0) {
      happened(EPOLLIN);
    }
  }

  /** The handle of a watch is closed. */
  void forget(Watch watch) {
    watches.remove(watch.number, watch);
    levels.remove(watch);
  }

  /** A channel that was registered here is closed. */
  void letGo() {
    if (selector.isOpen()) {
      UNRELEASED.getAndIncrement();
      unreleased.getAndIncrement();
      if (selecting) {
        wake();
      } else if (Thread.currentThread().isVirtual()) {
        Releases.add(this);
      } else {
        selectReleased();
      }
    }
  }

  /**
   * Has the selector let go of closed channels: their descriptors, and so their ports, are given
   * back by the next selection.
   */
  void selectReleased() {
    if (unreleased.get() == 0) {
      return;
    }
    if (!lock.tryLock()) {
      wake();
      return;
    }
    try {
      select(0);
    } catch (IOException | ClosedSelectorException _) {
      // The set is closed, or its next wait fails.
    } finally {
      lock.unlock();
    }
  }

  /** Waits until no closed channel keeps its port, for a bounded time; whether there was one. */
  static boolean awaitReleases() {
    boolean waited = UNRELEASED.get() > 0;
    long end = System.nanoTime() + RELEASE_NANOS;
    while (UNRELEASED.get() > 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(RELEASE_PAUSE_NANOS);
    }
    return waited;
  }

  /**
   * epoll_wait(2).
   *
   * @param millis 0 does not wait, -1 waits for ever
   */
  int await(MemorySegment events, int max, long millis) throws IOException {
    if (!lock.tryLock()) {
      wake(); // another thread waits there
      lock.lock();
    }
    try {
      select(millis);
      int count = deliver(events, max);
      if (count == 0 && millis == 0) {
        readWouldBlock();
      }
      return count;
    } finally {
      lock.unlock();
    }
  }

  private void select(long millis) throws IOException {
    // A selector returns at once where the flag is set, and epoll_wait does not.
    boolean interrupted = Thread.interrupted();
    int known = unreleased.get();
    selecting = true;
    woken.set(false); // what is queued before a wake-up that this forgets is taken here
    try {
      takeChanged();
      takePosted();
      takeStashed();
      if (millis == 0 || !ready.isEmpty()) {
        selector.selectNow(this::harvest);
      } else if (millis < 0) {
        selector.select(this::harvest);
      } else {
        selector.select(this::harvest, millis);
      }
    } finally {
      selecting = false;
      unreleased.getAndAdd(-known);
      UNRELEASED.getAndAdd(-known);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    takePosted();
  }

  private void takeChanged() {
    for (Handle next; (next = changed.poll()) != null; ) {
      setKey(next);
    }
  }

  private void harvest(SelectionKey key) {
    Handle handle = (Handle) key.attachment();
    int events;
    try {
      events = handle.events(key.readyOps());
    } catch (CancelledKeyException e) {
      return;
    }
    for (Watch watch : handle.watches()) {
      if (watch.set == this) {
        deliver(watch, watch.report(events));
      }
    }
  }

  private void takePosted() {
    for (Posted next; (next = posted.poll()) != null; ) {
      deliver(next.watch, next.watch.report(next.events));
    }
  }

  /** What waits in a handle and not in its channel. */
  private void takeStashed() {
    for (Watch watch : levels) {
      deliver(watch, watch.report(watch.handle.ready()));
    }
  }

  private void deliver(Watch watch, int events) {
    if (events != 0) {
      if (watch.pending == 0) {
        ready.add(watch);
      }
      watch.pending |= events;
    }
  }

  private int deliver(MemorySegment events, int max) {
    int count = 0;
    for (Watch watch; count < max && (watch = ready.poll()) != null; ) {
      if (watches.get(watch.number) == watch) {
        EpollEvent.set(events.asSlice(count * EpollEvent.SIZE), watch.pending, watch.data);
        count++;
      }
      watch.pending = 0;
    }
    return count;
  }

  @Override
  boolean isPollable() {
    return true;
  }

  @Override
  int ready() {
    boolean any = !posted.isEmpty();
    if (lock.tryLock()) {
      try {
        select(0);
        any |= !ready.isEmpty();
      } catch (IOException | ClosedSelectorException _) {
        any = true;
      } finally {
        lock.unlock();
      }
    }
    return any ? EPOLLIN : 0;
  }

  /** A set that another one watches: a thread waits, until there is something. */
  @Override
  synchronized void awaited(Watch watch, int directions) {
    if ((directions & EPOLLIN) != 0 && !isWaitedFor) {
      isWaitedFor = true;
      Thread.ofPlatform().daemon().name("mortise-poller").start(this::waitForOthers);
    }
  }

  private void waitForOthers() {
    try {
      lock.lock();
      try {
        if (ready.isEmpty()) {
          select(-1); // once: what wakes it is for the callers to judge
        }
      } finally {
        lock.unlock();
      }
    } catch (IOException | ClosedSelectorException _) {
      // The watchers see that in their next call.
    } finally {
      synchronized (this) {
        isWaitedFor = false;
      }
      happened(EPOLLIN);
    }
  }

  @Override
  void close() {
    for (Watch watch : watches.values()) {
      watch.handle.remove(watch);
    }
    try {
      selector.close();
    } catch (IOException _) {
      // Its descriptors are gone all the same.
    } finally {
      lock.lock();
      UNRELEASED.getAndAdd(-unreleased.getAndSet(0));
      lock.unlock();
    }
  }
}
