package mortise.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import mortise.testing.Running;
import mortise.testing.Threads;
import mortise.testing.Until;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ReadinessTest {
  private static final long STRESS_NANOS = 600_000_000;

  /** Longer than any scheduler's delay: who waits so long has lost a wake-up. */
  private static final long LOST_NANOS = 15_000_000_000L;

  private final Readiness readiness = new Readiness();

  @Test
  void signalBeforeTheWaitIsNotLost() {
    int seen = readiness.count();
    readiness.signal();
    assertThat(readiness.await(seen, WaitLimit.FOREVER)).isZero();
  }

  @Test
  void signalBeforeTheCountWasReadDoesNotCount() {
    readiness.signal();
    int seen = readiness.count();
    assertThat(readiness.await(seen, WaitLimit.of(1))).isEqualTo(Outcome.TIMED_OUT);
  }

  /** A signal says more than a flag or a clock: there is something to do. */
  @Test
  void signalGoesBeforeInterruptAndDeadline() {
    int seen = readiness.count();
    readiness.signal();
    Thread.currentThread().interrupt();
    try {
      assertThat(readiness.await(seen, WaitLimit.until(System.nanoTime() - 1))).isZero();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void interruptStaysSet() {
    Thread.currentThread().interrupt();
    assertThat(readiness.await(readiness.count(), WaitLimit.FOREVER))
        .isEqualTo(Outcome.INTERRUPTED);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void deadlineIsNotEarly() {
    long deadline = WaitLimit.of(20_000_000);
    assertThat(readiness.await(readiness.count(), deadline)).isEqualTo(Outcome.TIMED_OUT);
    assertThat(WaitLimit.remaining(deadline)).isNotPositive();
  }

  /** Else a descriptor that is never ready would keep every thread that ever waited. */
  @Test
  void waiterThatTimedOutIsRemoved() throws Exception {
    readiness.await(readiness.count(), WaitLimit.of(1));
    assertThat(waiters(readiness)).isNull();
    Running<Long> other =
        Running.parked(
            Threads.VIRTUAL, () -> readiness.await(readiness.count(), WaitLimit.FOREVER));
    readiness.await(readiness.count(), WaitLimit.of(1));
    assertThat(waiters(readiness)).isSameAs(other.thread());
    other.thread().interrupt();
    assertThat(other.end().returned()).isEqualTo(Outcome.INTERRUPTED);
    assertThat(waiters(readiness)).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void oneSignalWakesAllWhoWait(Threads threads) throws Exception {
    int seen = readiness.count();
    List<Running<Long>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(Running.parked(threads, () -> readiness.await(seen, WaitLimit.FOREVER)));
    }
    readiness.signal();
    for (Running<Long> running : all) {
      assertThat(running.end().returned()).isZero();
    }
    assertThat(waiters(readiness)).isNull();
  }

  /** Who leaves takes only itself out, wherever it stands. */
  @Test
  void interruptOfOneLeavesTheOthersWaiting() throws Exception {
    for (int which = 0; which < 4; which++) {
      Readiness shared = new Readiness();
      int seen = shared.count();
      List<Running<Long>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(Running.parked(Threads.VIRTUAL, () -> shared.await(seen, WaitLimit.FOREVER)));
      }
      Running<Long> one = all.remove(which);
      one.thread().interrupt();
      assertThat(one.end().returned()).isEqualTo(Outcome.INTERRUPTED);
      for (Running<Long> other : all) {
        other.untilParked();
      }
      shared.signal();
      for (Running<Long> other : all) {
        assertThat(other.end().returned()).isZero();
      }
      assertThat(waiters(shared)).isNull();
    }
  }

  /** The oldest of very many leaves first: the list of them must not be walked by recursion. */
  @Test
  void veryManyMayGiveUp() throws Exception {
    int seen = readiness.count();
    List<Thread> all = new ArrayList<>();
    AtomicLong ended = new AtomicLong();
    for (int i = 0; i < 20_000; i++) {
      all.add(Thread.ofVirtual().unstarted(() -> waitAndCount(seen, ended)));
    }
    all.forEach(Thread::start);
    for (Thread thread : all) {
      Until.holds(() -> thread.getState() == Thread.State.WAITING);
    }
    for (Thread thread : all.subList(0, 50)) {
      thread.interrupt();
      thread.join();
    }
    readiness.signal();
    for (Thread thread : all) {
      thread.join();
    }
    assertThat(ended).as("threads that did not end by an error").hasValue(all.size());
    assertThat(waiters(readiness)).isNull();
  }

  private void waitAndCount(int seen, AtomicLong ended) {
    readiness.await(seen, WaitLimit.FOREVER);
    ended.getAndIncrement();
  }

  /**
   * A signal moves the count and then empties the list. Between the two its waiter may have seen
   * the count, left, and come back for the next time: that wait must outlive being taken out.
   */
  @ParameterizedTest
  @EnumSource
  void lateSignalRemovesNoWaiterForGood(Threads threads) throws Exception {
    int seen = readiness.count();
    Running<Long> running = Running.parked(threads, () -> readiness.await(seen, WaitLimit.FOREVER));
    emptyAsALateSignalDoes();
    LockSupport.unpark(running.thread());
    Until.holds(() -> waiters(readiness) == running.thread());
    readiness.signal();
    assertThat(running.end().returned()).isZero();
  }

  private void emptyAsALateSignalDoes() throws ReflectiveOperationException {
    field().set(readiness, null);
  }

  /** Two threads wake each other in turn, as often as there is time for. */
  @ParameterizedTest
  @EnumSource
  void noWakeUpIsLost(Threads threads) throws Exception {
    Turns turns = new Turns();
    Running<Long> other = Running.start(threads, () -> turns.play(1, System.nanoTime()));
    Running<Long> one = Running.start(threads, () -> turns.play(0, System.nanoTime()));
    long rounds = one.end().returned();
    assertThat(other.end().returned()).isCloseTo(rounds, Offset.offset(1L));
    assertThat(rounds).isPositive();
  }

  private static final class Turns {
    private final Readiness[] moved = {new Readiness(), new Readiness()};
    private volatile int turn;
    private volatile boolean over;

    /** Returns how often it was this player's turn. */
    long play(int me, long begin) {
      long rounds = 0;
      while (System.nanoTime() - begin < STRESS_NANOS) {
        while (turn != me) {
          // The order of poll's retry loop: count, try, wait.
          int seen = moved[me].count();
          if (turn == me) {
            break;
          }
          if (over) {
            return rounds;
          }
          if (moved[me].await(seen, WaitLimit.of(LOST_NANOS)) != 0) {
            throw new AssertionError("a wake-up was lost in round " + rounds);
          }
        }
        rounds++;
        turn = 1 - me;
        moved[1 - me].signal();
      }
      over = true;
      moved[1 - me].signal();
      return rounds;
    }
  }

  /** Many wait on one readiness, with deadlines, interrupts and signals at all moments. */
  @ParameterizedTest
  @EnumSource
  void everyEndOfAWaitHasItsCause(Threads threads) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    List<Running<Long>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(Running.start(threads, () -> waitAtRandom(over)));
    }
    long end = System.nanoTime() + STRESS_NANOS;
    ThreadLocalRandom random = ThreadLocalRandom.current();
    while (System.nanoTime() < end) {
      if (random.nextInt(4) == 0) {
        all.get(random.nextInt(all.size())).thread().interrupt();
      } else {
        readiness.signal();
      }
      Thread.yield();
    }
    over.set(true);
    for (Running<Long> running : all) {
      Until.holds(() -> {
        readiness.signal();
        return running.hasEnded();
      });
      assertThat(running.end().returned()).isPositive();
    }
    assertThat(waiters(readiness)).as("nobody is left in the list").isNull();
  }

  private long waitAtRandom(AtomicBoolean over) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long waits = 0;
    while (!over.get()) {
      int seen = readiness.count();
      boolean bounded = random.nextBoolean();
      long waitLimit = bounded ? WaitLimit.of(random.nextInt(1, 200_000)) : WaitLimit.FOREVER;
      long outcome = readiness.await(seen, waitLimit);
      boolean caused =
          outcome == 0
              ? readiness.count() != seen
              : outcome == Outcome.INTERRUPTED
                  ? Thread.interrupted()
                  : outcome == Outcome.TIMED_OUT && bounded && WaitLimit.remaining(waitLimit) <= 0;
      if (!caused) {
        throw new AssertionError("outcome " + outcome + " without its cause");
      }
      waits++;
    }
    return waits;
  }

  private static Object waiters(Readiness readiness) throws ReflectiveOperationException {
    return field().get(readiness);
  }

  private static Field field() throws ReflectiveOperationException {
    Field field = Readiness.class.getDeclaredField("waiters");
    field.setAccessible(true);
    return field;
  }
}
