package mortise.poll;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import mortise.sys.Carrier;

/**
 * A platform thread that owns an epoll set and runs the virtual threads whose descriptors are in
 * it. News unparks a virtual thread straight into the loop's own queue: no hand-over to another
 * thread, no futex.
 *
 * <p>A turn runs every virtual thread that was ready at its start, takes in those that other
 * threads made ready, and looks for news; it waits for news only when nothing is ready.
 *
 * <p>A virtual thread that does not give its turn back (it computes, or blocks in native code)
 * would hold up all others. {@link LoopWatchdog} then has a fresh platform thread take over; the
 * old one ends when that virtual thread comes back. So the owner's own state is touched only by a
 * thread that cannot be replaced meanwhile: see {@link #inside}.
 */
public final class EventLoop implements Executor, AutoCloseable {
  /**
   * Virtual threads that keep a platform thread each; with more, the loop waits for one of them.
   */
  private static final int MAX_REPLACED = 256;

  static {
    try {
      LoopFailures.preload();
      Carrier.prepare();
      Scheduler.prepare();
    } catch (Throwable _) {
      // The handlers below are ready now.
    }
  }

  private final String name;
  private final LoopFailures failures;
  private final EpollSet set = new EpollSet();
  private final LoopRing rings;
  final TimerQueue timers = new TimerQueue();
  private final BufferPool buffers = new BufferPool();
  private final ThreadFactory threads = Scheduler.factory(this);
  private final AtomicInteger owners = new AtomicInteger();

  /** Ready virtual threads; the owner's. */
  private final RunQueue ready = new RunQueue();

  /** What other threads made ready. */
  private final ConcurrentLinkedQueue<Runnable> incoming = new ConcurrentLinkedQueue<>();

  /** Whether the owner waits, or is about to, and has to be woken. */
  private final AtomicBoolean asleep = new AtomicBoolean();

  /**
   * The owner while it runs code of a virtual thread, null while it runs the loop's. An owner that
   * swings it back to null has kept the loop; {@link LoopWatchdog} swings it to the next owner.
   */
  private final AtomicReference<Thread> inside = new AtomicReference<>();

  /** The carrier of the virtual thread that owns the loop. The owner's. */
  private Thread carrier;

  /** Owners that were replaced and are still inside the virtual thread that kept them. */
  private final AtomicInteger replaced = new AtomicInteger();

  /** Virtual threads that have not ended, and one for the loop being open. */
  private final AtomicLong liveThreads = new AtomicLong(1);

  private final AtomicBoolean closed = new AtomicBoolean();

  /** The platform thread that runs the loop. */
  private volatile Thread owner;

  /** Which threads are to move to other loops of its group; null where none. */
  private volatile Relocation relocation;

  /** Null in a loop whose group does not ask. */
  private final CpuClock clock;

  /** The group that is looked after together with this loop; null in the others of its group. */
  private volatile EventLoopGroup group;

  /**
   * What runs the virtual threads that are left when the loop has ended; null before. A virtual
   * thread inherits the scheduler of the one that starts it, so there may be some that were never
   * counted.
   */
  private volatile Executor successor;

  /** How many times a virtual thread was given a turn. The owner writes. */
  private final AtomicLong turns = new AtomicLong();

  /** Of the watch's last look. */
  private long seenTurns;

  // What is done where memory may be short is made before, by the constructor.
  private final Runnable closeRings;
  private final Runnable checkRings;
  private final Runnable catchUpRings;
  private final Runnable closeTimers;
  private final Runnable succeed;

  private EventLoop(String name, CpuClock clock, RingPolicy policy) {
    this.name = name;
    this.clock = clock;
    this.rings = new LoopRing(policy, set, this::startSender);
    this.failures = new LoopFailures("loop " + name);
    closeRings = rings::close;
    checkRings = rings::checkFailed;
    catchUpRings = rings::catchUp;
    closeTimers = timers::close;
    succeed = () -> successor = Scheduler.jdk();
  }

  /** A loop that runs. */
  public static EventLoop open(String name) {
    return open(name, null, RingPolicy.DEFAULT);
  }

  /**
   * A loop that runs, and has its CPU time measured.
   *
   * @param clock null where it is not
   */
  static EventLoop open(String name, CpuClock clock) {
    return open(name, clock, RingPolicy.DEFAULT);
  }

  static EventLoop open(String name, CpuClock clock, RingPolicy policy) {
    EventLoop loop = new EventLoop(name, clock, policy);
    LoopWatchdog.add(loop);
    try {
      loop.startOwner(null);
    } catch (Throwable t) {
      LoopWatchdog.remove(loop);
      loop.set.close();
      throw t;
    }
    return loop;
  }

  /** Whether loops run virtual threads themselves; otherwise the JDK's scheduler runs them. */
  public static boolean isGranted() {
    return Scheduler.isGranted();
  }

  /** The loop that runs the calling virtual thread, or null. */
  static EventLoop current() {
    Thread thread = Thread.currentThread();
    // Asked here, so that a program without virtual threads does not look for their scheduler.
    Executor scheduler = thread.isVirtual() ? Scheduler.of(thread) : null;
    EventLoop loop =
        scheduler instanceof EventLoop alone
            ? alone
            : scheduler instanceof Placement placement ? placement.loop() : null;
    return loop != null && loop.successor == null ? loop : null;
  }

  Poller poller() {
    return set;
  }

  /** The loop's io_uring; for a thread that owns the loop. */
  LoopRing rings() {
    return rings;
  }

  /**
   * Makes the caller's carrier the owner, which no other thread takes over from until {@link
   * #disown}, in between for a few steps that do not park. A virtual thread stays on its carrier
   * where it has to wait for a monitor of the JDK's. The steps have to allow for the end of the
   * stack: by {@link StackRoom#require}, or as each makes its calls first, and then its changes.
   *
   * @return false for a thread that this loop does not run now
   */
  boolean own() {
    Thread caller = Carrier.current();
    if (inside.get() != caller) {
      return false;
    }
    StackRoom.requireLittle();
    Carrier.pin();
    boolean owns = inside.compareAndSet(caller, null);
    if (owns) {
      carrier = caller;
    } else {
      Carrier.unpin();
    }
    return owns;
  }

  void disown() {
    inside.setRelease(carrier); // which is known, since nothing may fail here
    Carrier.unpin();
  }

  BufferPool buffers() {
    return buffers;
  }

  /**
   * Starts a virtual thread on this loop.
   *
   * @throws RejectedExecutionException when the loop is closed
   */
  public Thread start(Runnable task) {
    Thread thread = thread(task);
    try {
      thread.start();
      return thread;
    } catch (Throwable t) {
      ended(); // it never runs: no memory, most likely
      throw t;
    }
  }

  /**
   * A virtual thread that is still to be started; the loop stays open for it.
   *
   * @throws RejectedExecutionException when the loop is closed
   */
  public Thread thread(Runnable task) {
    countThread();
    try {
      return threads.newThread(() -> run(task));
    } catch (Throwable t) {
      ended();
      throw t;
    }
  }

  /**
   * Starts a virtual thread that may move to another loop.
   *
   * @throws RejectedExecutionException when the loop is closed
   */
  Thread startMovable(Runnable task) {
    countThread();
    try {
      Thread thread = new Placement(this, task).thread();
      thread.start();
      return thread;
    } catch (Throwable t) {
      ended();
      throw t;
    }
  }

  private void countThread() {
    if (!takeIn()) {
      throw new RejectedExecutionException("loop " + name + " is closed");
    }
  }

  /** Counts one more thread; false where the loop is closed. */
  boolean takeIn() {
    liveThreads.getAndIncrement();
    if (closed.get()) {
      ended();
      return false;
    }
    return true;
  }

  /** Has threads that are about to wait move to other loops; null ends that. */
  void relocate(Relocation wanted) {
    relocation = wanted;
    if (wanted != null) {
      set.letThreadsLeave();
    }
  }

  /** Has a group looked after with this loop. */
  void group(EventLoopGroup group) {
    this.group = group;
  }

  Relocation relocation() {
    return relocation;
  }

  /** The clock that has the CPU time of the owner, for one thread that looks; or null. */
  CpuClock clock() {
    return clock;
  }

  /** Also when the loop is closed, and runs on for those that are left. */
  private void startSender(Runnable task) {
    liveThreads.getAndIncrement();
    try {
      threads.newThread(() -> run(task)).start();
    } catch (Throwable t) {
      ended();
      throw t;
    }
  }

  private void run(Runnable task) {
    try {
      runToEnd(task);
    } finally {
      ended();
    }
  }

  /** Runs what a thread does while its loop still counts it, since a handler may have to wait. */
  static void runToEnd(Runnable task) {
    try {
      task.run();
    } catch (Throwable t) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, t);
    }
  }

  /** One thread fewer is to be waited for. */
  void ended() {
    if (liveThreads.decrementAndGet() == 0) {
      set.wake();
    }
  }

  /**
   * Called by the JDK when a virtual thread is ready, pinned to the caller's carrier.
   *
   * @throws OutOfMemoryError when there is no memory to queue it; the JDK then retries an unpark,
   *     and throws to the caller of a start
   */
  @Override
  public void execute(Runnable task) {
    Thread caller = Carrier.current();
    Thread carrying = inside.get();
    if (carrying == caller && inside.compareAndSet(caller, null)) {
      try {
        ready.add(task);
      } finally {
        inside.setRelease(caller);
      }
      return;
    }
    // Read in this order: a replaced thread is not the owner when it finds null here.
    if (carrying == null && caller == owner) {
      ready.add(task);
      return;
    }
    incoming.add(task);
    if (successor == null) {
      wake();
    } else {
      passOn();
    }
  }

  private void wake() {
    if (asleep.get() && asleep.compareAndSet(true, false)) {
      try {
        set.wake();
      } catch (Throwable t) {
        asleep.set(true); // so that the next addition rings
        throw t;
      }
    }
  }

  /** Fires the timer at its instant at the latest: at once where the loop has ended. */
  void addTimer(WakeTimer timer) {
    timers.add(timer);
    if (successor == null) {
      wake();
    } else {
      timer.fire();
    }
  }

  /**
   * Gives the loop of an owner that is inside a virtual thread to a fresh platform thread. That one
   * is started first, since a thread that cannot be started must not own the loop.
   */
  private synchronized boolean startOwner(Thread kept) {
    AtomicBoolean given = new AtomicBoolean();
    Thread fresh = new Carrier(() -> run(given), name + "-" + owners.getAndIncrement());
    fresh.start();
    // First, see execute. Meanwhile the old owner takes itself for a stranger, which does no harm.
    owner = fresh;
    given.set(inside.compareAndSet(kept, fresh));
    if (!given.get()) {
      owner = kept;
    }
    return given.get();
  }

  private void run(AtomicBoolean given) {
    synchronized (this) {
      // Until it is decided.
      if (!given.get()) {
        return;
      }
    }
    Thread me = Thread.currentThread();
    if (clock != null) {
      clock.ofCaller();
    }
    boolean mine = inside.compareAndSet(me, null);
    boolean able = true;
    if (mine) {
      failures.retryUntilDone(closeRings); // that of the thread before
    }
    while (mine && able && liveThreads.get() > 0) {
      try {
        mine = runReady(me);
        if (mine) {
          pollEvents();
          failures.reset();
        }
      } catch (Throwable t) {
        able = failures.goOn(t);
        failures.retryUntilDone(checkRings);
      }
      able = able && !set.hasFailed();
    }
    if (!mine) {
      replaced.getAndDecrement();
      return;
    }
    if (!able) {
      String what = ": stopped; its sockets and threads move to the JDK's scheduler";
      failures.logEnd(what, set.failure());
    }
    end();
  }

  /** An addition looks for a successor afterwards, so that nothing is left behind. */
  private void end() {
    LoopWatchdog.remove(this);
    failures.retryUntilDone(closeRings);
    failures.retryUntilDone(succeed);
    failures.retryUntilDone(catchUpRings);
    set.close();
    failures.retryUntilDone(closeTimers);
    for (Runnable task; (task = ready.peek()) != null; ready.poll()) {
      passOn(task);
    }
    passOn();
  }

  /** Any thread may do that once there is a successor. */
  private void passOn() {
    for (Runnable task; (task = incoming.poll()) != null; ) {
      passOn(task);
    }
  }

  /** A task that was taken from its queue must not be lost. */
  private void passOn(Runnable task) {
    new LoopFailures("loop " + name).retryUntilDone(() -> successor.execute(task));
  }

  /** Runs what is ready now; false when another thread has taken over meanwhile. */
  private boolean runReady(Thread me) {
    rings.turn(ready.size());
    for (int left = ready.size(); left > 0; left--) {
      Runnable task = ready.poll();
      turns.lazySet(turns.getPlain() + 1);
      inside.setRelease(me);
      Throwable thrown = null;
      try {
        task.run();
      } catch (Throwable t) {
        thrown = t;
      }
      if (!inside.compareAndSet(me, null)) {
        return false;
      }
      if (thrown != null) {
        runAgain(task, thrown);
      }
    }
    return true;
  }

  /**
   * The JDK could not run a virtual thread, or not park it. Another try does no harm, since it
   * looks at the thread's state first, and for lack of memory it is the only hope.
   */
  private void runAgain(Runnable task, Throwable thrown) {
    if (LoopFailures.isLackOfMemory(thrown)) {
      ready.makeRoom();
      ready.add(task);
      failures.goOn(thrown);
    } else {
      failures.logEnd(": a virtual thread is lost", thrown);
    }
  }

  /** Takes in threads made ready elsewhere and kernel events; waits when there are none. */
  private void pollEvents() {
    ready.prepare();
    rings.catchUp();
    drain();
    timers.fireDue();
    if (!ready.isEmpty()) {
      rings.pollEvents();
      return;
    }
    asleep.set(true);
    if (incoming.isEmpty() && !timers.hasAdded() && liveThreads.get() > 0) {
      rings.awaitEvents(timers.millisToNext());
    }
    asleep.set(false);
    drain();
    timers.fireDue();
  }

  private void drain() {
    ready.makeRoom();
    for (Runnable task; (task = incoming.poll()) != null; ready.makeRoom()) {
      ready.add(task);
    }
  }

  /** How often a virtual thread got a turn; it stands still while one keeps the loop. */
  public long turns() {
    return turns.get();
  }

  /** How often a further platform thread has become the owner. */
  public long takeovers() {
    return Math.max(0, owners.get() - 1);
  }

  /** For the one thread that watches: has threads of the group move, which allocates. */
  void balanceGroup() {
    EventLoopGroup looked = group;
    if (looked != null) {
      looked.balance();
    }
  }

  /** For the one thread that watches: whether the loop may have work; replaces its owner. */
  boolean checkStalled() {
    long before = seenTurns;
    seenTurns = turns();
    return before != seenTurns || replaceOwner(before);
  }

  /** Takes the loop from an owner that has been inside one virtual thread since {@code turns}. */
  boolean replaceOwner(long turns) {
    Thread kept = inside.get();
    if (kept == null || turns() != turns || replaced.get() == MAX_REPLACED) {
      return false;
    }
    replaced.getAndIncrement();
    boolean given = false;
    try {
      given = startOwner(kept);
    } finally {
      if (!given) {
        replaced.getAndDecrement();
      }
    }
    return given;
  }

  /** Starts no more threads; the loop ends with the last of those that are running. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      ended();
    }
  }

  @Override
  public String toString() {
    return "loop " + name;
  }
}
