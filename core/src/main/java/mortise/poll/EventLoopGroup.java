package mortise.poll;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import mortise.sys.struct.SystemLayer;

/**
 * Loops that share virtual threads. As few of them are used as the load needs: threads move to
 * further loops when those in use are nearly busy, from a loop that has much more to do than
 * another one, and back when there is little to do.
 *
 * <p>The property {@code mortise.loops} is {@code auto}, or {@code all}, which uses all loops from
 * the start and moves no thread, as where CPU times cannot be had.
 */
public final class EventLoopGroup implements AutoCloseable {
  /** Looks in less time than that say little. */
  private static final long LEAST_NANOS = 10_000_000;

  /** The CPU time of all loops below which nothing has to be known of the other CPUs. */
  private static final double LITTLE = 0.2;

  private final List<EventLoop> loops;
  private final double[] use;
  private final long[] seenTurns;
  private final LoopBalance balance;
  private final IdleCpus idleCpus = new IdleCpus();
  private final AtomicInteger next = new AtomicInteger();
  private final boolean isBalanced;
  private volatile IntConsumer listener = _ -> {};
  private volatile int active;
  private long looked = System.nanoTime();
  private double turnNanos;

  private EventLoopGroup(List<EventLoop> loops, boolean isBalanced) {
    this.loops = loops;
    this.use = new double[loops.size()];
    this.seenTurns = new long[loops.size()];
    this.balance = new LoopBalance(loops.size());
    this.isBalanced = isBalanced;
    this.active = isBalanced ? 1 : loops.size();
  }

  /** Loops that run, named after their group and their index; none where one cannot be opened. */
  public static EventLoopGroup open(String name, int size) {
    boolean isBalanced =
        size > 1
            && !SystemLayer.PORTABLE
            && EventLoop.isGranted()
            && mayBalance(System.getProperty("mortise.loops", "auto"));
    List<EventLoop> loops = new ArrayList<>();
    try {
      while (loops.size() < size) {
        CpuClock clock = isBalanced ? new CpuClock() : null;
        loops.add(EventLoop.open(name + "-" + loops.size(), clock));
      }
      EventLoopGroup group = new EventLoopGroup(List.copyOf(loops), isBalanced);
      if (isBalanced) {
        loops.getFirst().group(group);
      }
      return group;
    } catch (Throwable t) {
      loops.forEach(EventLoop::close);
      throw t;
    }
  }

  private static boolean mayBalance(String value) {
    if (!value.equals("auto") && !value.equals("all")) {
      System.getLogger("mortise")
          .log(Level.WARNING, "-Dmortise.loops=" + value + " is none of auto, all; it is auto");
    }
    return !value.equals("all");
  }

  public int size() {
    return loops.size();
  }

  /** How many loops get new threads: the first ones. */
  public int active() {
    return active;
  }

  /** Sets the listener for changes of {@link #active}, which the watchdog calls. */
  public void whenActiveChanges(IntConsumer listener) {
    this.listener = listener;
  }

  /** One of the loops, for threads that stay there. */
  public EventLoop loop(int index) {
    return loops.get(index);
  }

  public List<EventLoop> loops() {
    return loops;
  }

  /**
   * Starts a virtual thread: on the loop with this index if that is in use, otherwise on another
   * one.
   *
   * @param index -1 for any
   * @throws RejectedExecutionException when the group is closed
   */
  public Thread start(int index, Runnable task) {
    EventLoop loop = index >= 0 && index < active ? loops.get(index) : inTurn();
    return isBalanced ? loop.startMovable(task) : loop.start(task);
  }

  /** A virtual thread that is still to be started, and does not move. */
  public Thread thread(Runnable task) {
    return inTurn().thread(task);
  }

  private EventLoop inTurn() {
    return loops.get((next.getAndIncrement() & Integer.MAX_VALUE) % active);
  }

  /** Looks whether threads have to move; for the one thread that watches loops. */
  void balance() {
    long now = System.nanoTime();
    long elapsed = now - looked;
    if (elapsed < LEAST_NANOS) {
      return;
    }
    looked = now;
    double turns = measure(elapsed);
    boolean hasIdleCpu = sumOfUse() < LITTLE || idleCpus.look(now);
    if (!hasIdleCpu) {
      addWaits(elapsed);
    }
    decide(use, turnNanos, turns, hasIdleCpu);
  }

  /** {@link LoopBalance#look}, and what it has decided. */
  void decide(double[] use, double turnNanos, double turns, boolean hasIdleCpu) {
    List<LoopBalance.Move> moves = balance.look(use, turnNanos, turns, hasIdleCpu);
    for (int i = 0; i < balance.active(); i++) {
      loops.get(i).relocate(null);
    }
    moves.forEach(this::begin);
    if (balance.active() != active) {
      changeActive();
    }
  }

  /** Returns the turns of threads per second. */
  private double measure(long elapsed) {
    long spent = 0;
    long given = 0;
    for (int i = 0; i < use.length; i++) {
      EventLoop loop = loops.get(i);
      long nanos = loop.clock().nanosSinceLastLook();
      long before = seenTurns[i];
      seenTurns[i] = loop.turns();
      use[i] = (double) nanos / elapsed;
      spent += nanos;
      given += seenTurns[i] - before;
    }
    turnNanos = (double) spent / Math.max(1, given);
    return given * 1e9 / elapsed;
  }

  /**
   * Where others use the CPUs too, a loop that waits for one has as much to do as one that runs.
   */
  private void addWaits(long elapsed) {
    for (int i = 0; i < active; i++) {
      long waited = loops.get(i).clock().nanosWaitedSinceLastLook();
      use[i] = Math.min(1, use[i] + (double) waited / elapsed);
    }
  }

  private double sumOfUse() {
    double sum = 0;
    for (double each : use) {
      sum += each;
    }
    return sum;
  }

  private void begin(LoopBalance.Move move) {
    EventLoop[] targets = loops.subList(move.to(), move.end()).toArray(EventLoop[]::new);
    loops.get(move.from()).relocate(new Relocation(move.share(), targets));
  }

  /** Threads of a loop that is given up leave it whenever they come to wait. */
  private void changeActive() {
    idleCpus.forget();
    active = balance.active();
    EventLoop[] used = loops.subList(0, active).toArray(EventLoop[]::new);
    for (int i = active; i < loops.size(); i++) {
      loops.get(i).relocate(new Relocation(1, used));
    }
    listener.accept(active);
  }

  /** Starts no more threads; the loops end with the last of those that are running. */
  @Override
  public void close() {
    loops.forEach(EventLoop::close);
  }
}
