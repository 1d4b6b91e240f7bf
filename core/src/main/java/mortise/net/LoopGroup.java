package mortise.net;

import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.IntConsumer;
import mortise.poll.EventLoop;
import mortise.poll.EventLoopGroup;

/**
 * Event loops that share virtual threads: as few of them are used as the load needs, since a
 * request costs least on a loop that has many of them in each turn. Thread-safe.
 *
 * <p>The first loop is used at first. Further ones are, while those in use are busy for more than
 * three quarters of their time (less where the turns of threads take long) and the machine has an
 * idle CPU, or more is done with them; when half a second or more was calm, fewer are used again. A
 * thread moves to another loop when it is about to wait for something to read; its sockets follow
 * it. From a loop that has much more to do than another one threads move too. The loops are looked
 * at 50 times a second while they have work. CPU times of threads are needed for that: on other
 * systems than Linux, and without the grant of {@link Loop}, all loops are used from the start and
 * no thread moves, as with {@code -Dmortise.loops=all}.
 *
 * <p>Virtual threads that a thread of the group starts itself run where that one runs.
 */
public final class LoopGroup implements AutoCloseable {
  private final EventLoopGroup group;

  private LoopGroup(EventLoopGroup group) {
    this.group = group;
  }

  /**
   * Opens loops and starts their platform threads.
   *
   * @param name the begin of the names of the platform threads, which have two numbers behind it
   * @param size how many loops, at least 1; more than there are CPUs have no use
   * @throws IllegalArgumentException when {@code size} is not positive
   * @throws IllegalStateException when descriptors run out; a loop needs two
   */
  public static LoopGroup open(String name, int size) {
    if (size < 1) {
      throw new IllegalArgumentException("size " + size + " of a loop group is not positive");
    }
    Loop.warnWithoutGrant();
    return new LoopGroup(EventLoopGroup.open(name, size));
  }

  /** Returns how many loops there are. */
  public int size() {
    return group.size();
  }

  /** Returns how many loops get new threads at present: the first ones. */
  public int active() {
    return group.active();
  }

  /**
   * Sets the listener for changes of {@link #active}. It gets the new number, in a thread that
   * looks after all loops, so it must not block.
   */
  public void whenActiveChanges(IntConsumer listener) {
    group.whenActiveChanges(listener);
  }

  /**
   * Starts a virtual thread on the loops in use, in turn, and returns it, without waiting. An
   * exception of the task goes to the thread's uncaught exception handler.
   *
   * @throws java.util.concurrent.RejectedExecutionException when the group is closed
   */
  public Thread start(Runnable task) {
    return group.start(-1, task);
  }

  /**
   * Starts a virtual thread on a loop if that is in use, otherwise as {@link #start(Runnable)}.
   *
   * @param preferred the index of the loop; one that there is not is never in use
   * @throws java.util.concurrent.RejectedExecutionException when the group is closed
   */
  public Thread start(int preferred, Runnable task) {
    return group.start(preferred, task);
  }

  /**
   * Starts a virtual thread that stays on one loop.
   *
   * @param index from 0 to {@link #size} - 1
   * @throws IndexOutOfBoundsException when there is no loop with this index
   * @throws java.util.concurrent.RejectedExecutionException when the group is closed
   */
  public Thread startPinned(int index, Runnable task) {
    return group.loop(index).start(task);
  }

  /**
   * Returns a factory of virtual threads for executors, on the loops in use at that moment; they do
   * not move. The loops live until all of them have ended, so each has to be started. In a closed
   * group the factory throws {@link java.util.concurrent.RejectedExecutionException}.
   */
  public ThreadFactory threads() {
    return group::thread;
  }

  /** Returns a snapshot of the counters of each loop. */
  public List<LoopStatistics> statistics() {
    return group.loops().stream().map(LoopGroup::statistics).toList();
  }

  private static LoopStatistics statistics(EventLoop loop) {
    return new LoopStatistics(loop.turns(), loop.takeovers());
  }

  /** The loops, for tests. */
  EventLoopGroup loops() {
    return group;
  }

  /**
   * Closes the group for further threads, without waiting: its loops end with the last of their
   * threads. Idempotent.
   */
  @Override
  public void close() {
    group.close();
  }
}
