package mortise.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import mortise.sys.SysErrno;
import mortise.sys.SysSocket;
import mortise.testing.Seeds;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What may happen to a thread of a loop at the same moment, as often as a few seconds allow. */
@Isolated("takes all CPUs for seconds")
final class LoopRaceTest {
  /** Longer than any scheduler's delay: who waits so long has lost a wake-up. */
  private static final long LOST_NANOS = 20_000_000_000L;

  private static final ThreadFactory OF_THE_JDK = Thread.ofVirtual().factory();

  /** What a thread of a test does; what it throws fails the test. */
  @FunctionalInterface
  private interface Task {
    void run(SplittableRandom random) throws Exception;
  }

  private static CompletableFuture<Void> start(
      ThreadFactory threads, RandomGenerator seeds, Task task) {
    SplittableRandom random = new SplittableRandom(seeds.nextLong());
    CompletableFuture<Void> done = new CompletableFuture<>();
    threads
        .newThread(() -> {
          try {
            task.run(random);
            done.complete(null);
          } catch (Throwable t) {
            done.completeExceptionally(t);
          }
        })
        .start();
    return done;
  }

  private static void join(List<CompletableFuture<Void>> all) throws Exception {
    for (CompletableFuture<Void> one : all) {
      one.get();
    }
  }

  private static void endsWithItsThreads(String loop) throws Exception {
    Until.holds(() ->
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(thread -> thread.getName().startsWith(loop + "-")));
  }

  /** Deadlines, interrupts and signals, for threads of two loops that wait for one direction. */
  @Test
  void everyOfAHundredThousandWaitsEndsWithItsCause() {
    Seeds.each(
        1,
        random -> {
          int waits = 25_000;
          Readiness readiness = new Readiness();
          AtomicInteger waiting = new AtomicInteger(4);
          List<CompletableFuture<Void>> all = new ArrayList<>();
          List<Thread> waiters = new ArrayList<>();
          try (EventLoop one = EventLoop.open("causes");
              EventLoop other = EventLoop.open("causes")) {
            for (int i = 0; i < 4; i++) {
              ThreadFactory factory = i % 2 == 0 ? one::thread : other::thread;
              ThreadFactory noting =
                  task -> {
                    Thread thread = factory.newThread(task);
                    waiters.add(thread);
                    return thread;
                  };
              all.add(
                  start(
                      noting,
                      random,
                      own -> {
                        try {
                          for (int wait = 0; wait < waits; wait++) {
                            waitOnce(readiness, own);
                          }
                        } finally {
                          waiting.getAndDecrement();
                        }
                      }));
            }
            while (waiting.get() > 0) {
              if (random.nextInt(4) == 0) {
                waiters.get(random.nextInt(waiters.size())).interrupt();
              } else {
                readiness.signal();
              }
            }
            join(all);
          }
        });
  }

  private static void waitOnce(Readiness readiness, SplittableRandom random) {
    int seen = readiness.count();
    boolean bounded = random.nextBoolean();
    long waitLimit = WaitLimit.of(bounded ? random.nextInt(1, 200_000) : LOST_NANOS);
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
  }

  /**
   * A byte, the peer's end, a close and an interrupt at one moment. Numbers are used again at once,
   * so a byte that is not the connection's own has come through a number that was given back.
   */
  @Test
  void closeInterruptAndNewsRaceAndNoNumberIsMistaken() {
    Seeds.each(
        1,
        random -> {
          try (EventLoop one = EventLoop.open("numbers");
              EventLoop other = EventLoop.open("numbers")) {
            List<ThreadFactory> kinds = List.of(one::thread, other::thread, OF_THE_JDK);
            List<CompletableFuture<Void>> lanes = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
              byte lane = (byte) (i + 1);
              lanes.add(
                  start(
                      kinds.get(i % 3),
                      random,
                      own -> {
                        for (int round = 0; round < 2000; round++) {
                          raceOnce(kinds, own, lane);
                        }
                      }));
            }
            join(lanes);
          }
        });
  }

  private static void raceOnce(List<ThreadFactory> kinds, SplittableRandom random, byte lane)
      throws Exception {
    int[] numbers = new int[2];
    int type = SysSocket.SOCK_STREAM | SysSocket.SOCK_NONBLOCK | SysSocket.SOCK_CLOEXEC;
    assertThat(SysSocket.socketpair(SysSocket.AF_UNIX, type, 0, numbers)).isZero();
    Descriptor here = new Descriptor(numbers[0]);
    Descriptor there = new Descriptor(numbers[1]);
    byte[] got = {lane};
    CompletableFuture<Long> result = new CompletableFuture<>();
    Thread reader =
        kinds
            .get(random.nextInt(3))
            .newThread(() -> result.complete(here.recv(got, 0, 1, WaitLimit.of(LOST_NANOS))));
    reader.start();
    CompletableFuture<Void> news =
        start(
            kinds.get(random.nextInt(3)),
            random,
            own -> {
              yieldAtRandom(own);
              there.send(new byte[] {lane}, 0, 1, SysSocket.MSG_NOSIGNAL, WaitLimit.NONE);
              yieldAtRandom(own);
              there.close();
            });
    yieldAtRandom(random);
    if (random.nextBoolean()) {
      reader.interrupt();
    }
    yieldAtRandom(random);
    here.close();
    long outcome = result.get();
    news.get();
    boolean allowed =
        outcome == 1
            || outcome == 0
            || outcome == Outcome.CLOSED
            || outcome == Outcome.INTERRUPTED
            || outcome == -SysErrno.ECONNRESET;
    assertThat(allowed).as("outcome %d", outcome).isTrue();
    assertThat(got[0]).isEqualTo(lane);
  }

  private static void yieldAtRandom(RandomGenerator random) {
    for (int i = random.nextInt(3); i > 0; i--) {
      Thread.yield();
    }
  }

  /** The loop is closed while its threads wait, are woken, time out, and start others. */
  @Test
  void loopThatIsClosedAtAnyMomentServesItsThreadsToTheEnd() {
    Seeds.each(
        1,
        random -> {
          for (int round = 0; round < 400; round++) {
            Readiness readiness = new Readiness();
            List<CompletableFuture<Void>> all = new ArrayList<>();
            try (EventLoop loop = EventLoop.open("closing")) {
              int seen = readiness.count();
              for (int i = 0; i < 4; i++) {
                boolean bounded = random.nextInt(4) == 0;
                long waitLimit = WaitLimit.of(bounded ? random.nextInt(1, 100_000) : LOST_NANOS);
                CompletableFuture<Void> inner = new CompletableFuture<>();
                Runnable uncounted =
                    () -> {
                      readiness.await(seen, waitLimit);
                      inner.complete(null);
                    };
                all.add(inner);
                all.add(
                    start(
                        loop::thread,
                        random,
                        own -> {
                          Thread.startVirtualThread(uncounted);
                          yieldAtRandom(own);
                          long outcome = readiness.await(seen, waitLimit);
                          assertThat(outcome).isIn(0L, bounded ? Outcome.TIMED_OUT : 0L);
                        }));
              }
              all.add(start(OF_THE_JDK, random, _ -> readiness.signal()));
              yieldAtRandom(random);
            }
            join(all);
          }
          endsWithItsThreads("closing");
        });
  }

  /**
   * The loop is taken from its owner again and again, not only when a thread keeps it for long.
   * {@link LoopWatchdog}, which alone may do that, is replaced by the test.
   */
  @Test
  void loopThatChangesItsOwnerAtAnyMomentLosesNoTurn() {
    Seeds.each(
        1,
        random -> {
          int turns = 20_000;
          AtomicBoolean over = new AtomicBoolean();
          try (EventLoop loop = EventLoop.open("owners")) {
            LoopWatchdog.remove(loop);
            CompletableFuture<Void> reliever =
                start(
                    Thread.ofPlatform().daemon().factory(),
                    random,
                    own -> {
                      while (!over.get()) {
                        loop.replaceOwner(loop.turns());
                        LockSupport.parkNanos(own.nextInt(50_000));
                      }
                    });
            try {
              List<CompletableFuture<Void>> players = new ArrayList<>();
              for (int i = 0; i < 3; i++) {
                Turns game = new Turns(turns);
                players.add(start(loop::thread, random, _ -> game.play(0)));
                players.add(start(i == 0 ? OF_THE_JDK : loop::thread, random, _ -> game.play(1)));
              }
              join(players);
            } finally {
              over.set(true);
            }
            reliever.get();
          }
          endsWithItsThreads("owners");
        });
  }

  /** Two threads of two loops wake each other in turn; each wake-up goes from loop to loop. */
  @Test
  void noWakeUpFromLoopToLoopIsLost() {
    Seeds.each(
        1,
        random -> {
          try (EventLoop one = EventLoop.open("there");
              EventLoop other = EventLoop.open("back")) {
            List<CompletableFuture<Void>> players = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
              Turns game = new Turns(10_000);
              players.add(start(one::thread, random, _ -> game.play(0)));
              players.add(start(other::thread, random, _ -> game.play(1)));
            }
            join(players);
          }
        });
  }

  /** Two players that move in turn, and wait for each other as a call waits for news. */
  private static final class Turns {
    private final Readiness[] moved = {new Readiness(), new Readiness()};
    private final int turns;
    private volatile int turn;

    Turns(int turns) {
      this.turns = turns;
    }

    void play(int me) {
      for (int mine = me; mine < turns; mine += 2) {
        while (turn != mine) {
          int seen = moved[me].count();
          if (turn != mine && moved[me].await(seen, WaitLimit.of(LOST_NANOS)) != 0) {
            throw new AssertionError("a wake-up was lost in turn " + mine);
          }
        }
        turn = mine + 1;
        moved[1 - me].signal();
      }
    }
  }

  /** More borrowers than buffers are kept, on two loops, which change owners, and on none. */
  @Test
  void pooledBufferHasOneUserAtATime() {
    Seeds.each(
        1,
        random -> {
          try (EventLoop one = EventLoop.open("lender");
              EventLoop other = EventLoop.open("lender")) {
            List<ThreadFactory> kinds = List.of(one::thread, other::thread, OF_THE_JDK);
            BufferPool pool = one.buffers();
            List<CompletableFuture<Void>> borrowers = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
              byte mine = (byte) i;
              borrowers.add(
                  start(
                      kinds.get(i % 3),
                      random,
                      own -> {
                        for (int pooled = 0; pooled < 3000; pooled++) {
                          borrow(pool, own, mine);
                        }
                      }));
            }
            join(borrowers);
          }
        });
  }

  private static void borrow(BufferPool pool, SplittableRandom random, byte mine) {
    PooledBuffer pooled = pool.take();
    int place = random.nextInt(PooledBuffer.SIZE);
    pooled.bytes()[0] = mine;
    pooled.bytes()[place] = mine;
    if (random.nextInt(8) == 0) {
      Thread.yield();
    }
    boolean still = pooled.bytes()[0] == mine && pooled.bytes()[place] == mine;
    pooled.release();
    if (!still) {
      throw new AssertionError("a buffer was given to two threads at once");
    }
  }
}
