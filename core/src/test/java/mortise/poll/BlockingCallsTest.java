package mortise.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import mortise.testing.Ended;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BlockingCallsTest {
  @ParameterizedTest
  @EnumSource
  void callRunsOnAPlatformDaemon(Threads threads) throws Exception {
    AtomicReference<Thread> ran = new AtomicReference<>();
    Running<Long> running =
        Running.start(
            threads,
            () ->
                BlockingCalls.run(
                    () -> {
                      ran.set(Thread.currentThread());
                      return -11;
                    },
                    WaitLimit.FOREVER));
    assertThat(running.end().returned()).isEqualTo(-11);
    assertThat(ran.get().isVirtual()).isFalse();
    assertThat(ran.get().isDaemon()).isTrue();
    assertThat(ran.get().getName()).isEqualTo("mortise-blocking");
  }

  @ParameterizedTest
  @EnumSource
  void deadlineEndsWaitForCall(Threads threads) throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    Running<Long> running =
        Running.start(
            threads, () -> BlockingCalls.run(() -> block(latch), WaitLimit.of(5_000_000)));
    assertThat(running.end().returned()).isEqualTo(Outcome.TIMED_OUT);
    latch.countDown();
  }

  @ParameterizedTest
  @EnumSource
  void interruptEndsTheWaitAndStaysSet(Threads threads) throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    Running<Long> running =
        Running.parked(threads, () -> BlockingCalls.run(() -> block(latch), WaitLimit.FOREVER));
    running.thread().interrupt();
    Ended<Long> ended = running.end();
    assertThat(ended.returned()).isEqualTo(Outcome.INTERRUPTED);
    assertThat(ended.interrupted()).isTrue();
    latch.countDown();
  }

  @Test
  void atMostMaxCallsRunAtOnce() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Running<Long>> all = new ArrayList<>();
    for (int i = 0; i < BlockingCalls.MAX_CALLS + 20; i++) {
      all.add(
          Running.start(
              Threads.VIRTUAL,
              () -> BlockingCalls.run(() -> counted(now, most), WaitLimit.FOREVER)));
    }
    for (Running<Long> each : all) {
      assertThat(each.end().returned()).isZero();
    }
    assertThat(most.get()).isBetween(1, BlockingCalls.MAX_CALLS);
  }

  private static int counted(AtomicInteger now, AtomicInteger most) {
    most.accumulateAndGet(now.incrementAndGet(), Math::max);
    LockSupport.parkNanos(30_000_000);
    now.decrementAndGet();
    return 0;
  }

  @Test
  void exceptionOfCallReachesCaller() {
    IllegalStateException thrown = new IllegalStateException("words");
    assertThatThrownBy(() ->
            BlockingCalls.run(
                () -> {
                  throw thrown;
                },
                WaitLimit.FOREVER))
        .isSameAs(thrown);
  }

  private static int block(CountDownLatch latch) {
    try {
      latch.await();
      return 0;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
