package mortise.poll;

import java.util.concurrent.Executor;

/**
 * Where a virtual thread of a {@link EventLoopGroup} runs: the loop that it was started on, until
 * it moves to another one. The JDK takes this for its scheduler.
 *
 * <p>A thread moves by itself, when it is about to wait for something to read: it changes its loop,
 * registers the descriptor there, and parks; the other loop wakes it. Its other descriptors follow
 * when it waits for them. Virtual threads that it starts run where it runs, and do not move it.
 */
final class Placement implements Executor, Runnable {
  private final Runnable task;

  /** Written by the thread. */
  private volatile EventLoop loop;

  /** The thread; null before it is made. */
  private Thread thread;

  /** The last relocation that the thread has looked at. */
  private Relocation seen;

  private volatile boolean hasMoved;

  Placement(EventLoop loop, Runnable task) {
    this.loop = loop;
    this.task = task;
  }

  /** The thread, which is still to be started. */
  Thread thread() {
    thread = Scheduler.unstarted(this, this);
    return thread;
  }

  EventLoop loop() {
    return loop;
  }

  @Override
  public void execute(Runnable continuation) {
    loop.execute(continuation);
  }

  @Override
  public void run() {
    try {
      EventLoop.runToEnd(task);
    } finally {
      loop.ended();
    }
  }

  /**
   * Moves the calling thread to another loop, if it is of a group and its loop wants it to. Belongs
   * before a wait.
   *
   * @return whether it has ever moved, so that its descriptors may be elsewhere
   */
  static boolean moveWhereWanted() {
    Thread thread = Thread.currentThread();
    if (!thread.isVirtual() || !(Scheduler.of(thread) instanceof Placement placement)) {
      return false;
    }
    placement.move();
    return placement.hasMoved;
  }

  private void move() {
    EventLoop from = loop;
    Relocation wanted = from.relocation();
    if (wanted == null || wanted == seen || thread != Thread.currentThread()) {
      return;
    }
    seen = wanted;
    EventLoop to = wanted.next();
    if (to != null && to.takeIn()) {
      loop = to;
      hasMoved = true;
      from.ended();
    }
  }
}
