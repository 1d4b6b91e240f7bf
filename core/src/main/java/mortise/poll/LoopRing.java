package mortise.poll;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Whether a loop uses a {@link Ring}: where many virtual threads are ready in each turn, whose
 * sends go to the kernel in one call then. With few a ring costs more than it saves. For the loop's
 * owner.
 */
final class LoopRing {
  /** The mean of ready threads in a turn from which a ring is used, and below which no longer. */
  private static final int MANY = 8;

  private static final int FEW = 4;

  /** The mean is one of the last turns, some 64 of them, and is counted in 64ths. */
  private static final int WEIGHT = 64;

  private static final long FIRST_PAUSE_NANOS = 1_000_000_000L;
  private static final long MAX_PAUSE_NANOS = 64 * FIRST_PAUSE_NANOS;

  private final RingPolicy policy;
  private final EpollSet set;
  private final Consumer<Runnable> starter;
  private final ArrayDeque<Runnable> senders = new ArrayDeque<>();

  /** Those whose waiters could not be woken for lack of memory; a list, or null. */
  private RingStream unsignalled;

  /** Null where there is none. */
  private Ring ring;

  private int mean;
  private boolean worthwhile;

  /** Whether the loop has a connection that may use a ring. */
  private boolean isWanted;

  /** No ring before: the last one has ended, since another thread took over the loop. */
  private long earliest;

  private long pause;

  LoopRing(RingPolicy policy, EpollSet set, Consumer<Runnable> starter) {
    this.policy = policy;
    this.set = set;
    this.starter = starter;
  }

  boolean isWorthwhile() {
    return worthwhile && ring != null && ring.failure() == null;
  }

  /** Whether a connection would join; the first that would has the ring made. */
  boolean isWorthJoining() {
    isWanted |= worthwhile;
    return isWorthwhile();
  }

  /** The ring that is open, or null. */
  Ring ring() {
    return ring;
  }

  /** Records that so many virtual threads are ready at the begin of a turn. */
  void turn(int ready) {
    checkFailed();
    mean += ready - mean / WEIGHT;
    worthwhile = policy.isAlways() || mean >= (worthwhile ? FEW : MANY) * WEIGHT;
    if (worthwhile && isWanted && ring == null && !policy.isOff()) {
      openRing();
    }
  }

  private void openRing() {
    long now = System.nanoTime();
    if (pause > 0 && now - earliest < 0) {
      return;
    }
    try {
      ring = Ring.open(policy.kernel(), set);
    } catch (Throwable t) {
      if (t instanceof RingMemory.Unavailable e && !e.isTransient()) {
        policy.refused(e);
      } else {
        pause();
      }
    }
  }

  private void pause() {
    pause = Math.min(MAX_PAUSE_NANOS, Math.max(FIRST_PAUSE_NANOS, 2 * pause));
    earliest = System.nanoTime() + pause;
  }

  /** Hands on the news that there is, without waiting. */
  void pollEvents() {
    if (isUsed()) {
      ring.pollEvents();
    } else {
      set.pollEvents();
    }
  }

  /** Waits for news and hands it on; BLOCKING. -1 is for ever. */
  void awaitEvents(int milliseconds) {
    if (isUsed()) {
      ring.awaitEvents(milliseconds);
    } else {
      set.awaitEvents(milliseconds);
    }
  }

  private boolean isUsed() {
    checkFailed();
    return ring != null && ring.hasStreams();
  }

  /** Has what a connection could not send in the ring sent by a thread of its own. */
  void startLater(Runnable sender) {
    senders.add(sender);
  }

  /** Has a connection's waiters woken later. */
  void signalLater(RingStream stream) {
    unsignalled = stream.unsignalledBefore(unsignalled);
  }

  /**
   * Does what could not be done in the midst of a turn: wakes waiters, and starts senders in the
   * loop's own thread, since a start may wait for a monitor of the JDK's. To be called again where
   * memory was short.
   */
  void catchUp() {
    while (unsignalled != null) {
      unsignalled = unsignalled.signalAgain();
    }
    for (Runnable sender; (sender = senders.peek()) != null; senders.poll()) {
      starter.accept(sender);
    }
  }

  /** Ends a ring that has failed. */
  void checkFailed() {
    if (ring != null && ring.failure() != null) {
      policy.failed(ring.failure());
      close();
    }
  }

  /** Ends the ring, in the thread that owns the loop now, and makes none for a while. */
  void close() {
    if (ring != null) {
      pause();
      ring.close();
      ring = null;
    }
  }
}
