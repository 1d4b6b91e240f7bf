package mortise.poll;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Has a connection leave the ring of a loop, for a thread that the loop does not run. The loop runs
 * this, or what runs its threads after its end; again where memory is short, or where another
 * thread takes over the loop just then and has not ended the ring yet.
 */
final class RingDeparture implements Runnable {
  private static final long PAUSE_NANOS = 1_000_000;

  private final RingStream stream;
  private final EventLoop loop;

  /** Null where the number is to be closed. */
  private final Thread waiting;

  private final AtomicBoolean done = new AtomicBoolean();

  /** A departure that the thread waits for. */
  RingDeparture(RingStream stream, EventLoop loop, Thread waiting) {
    this.stream = stream;
    this.loop = loop;
    this.waiting = waiting;
  }

  boolean isDone() {
    return done.get();
  }

  /** Has the loop close the number of a connection that leaves; it is closed once. */
  static void executeClosing(RingStream stream, EventLoop loop) {
    RingDeparture departure = null;
    while (departure == null) {
      try {
        departure = new RingDeparture(stream, loop, null);
      } catch (OutOfMemoryError e) {
        pause();
      }
    }
    departure.execute();
  }

  private void execute() {
    while (true) {
      try {
        loop.execute(this);
        return;
      } catch (OutOfMemoryError e) {
        pause();
      }
    }
  }

  private static void pause() {
    try {
      LockSupport.parkNanos(PAUSE_NANOS);
    } catch (OutOfMemoryError e) {
      Thread.onSpinWait(); // no timer for want of memory
    }
  }

  @Override
  public void run() {
    if (done.get()) {
      return;
    }
    if (!stream.leaveHere(loop)) {
      execute();
    } else if (waiting != null) {
      done.set(true);
      LockSupport.unpark(waiting);
    } else if (done.compareAndSet(false, true)) {
      stream.closeNumber();
    }
  }
}
