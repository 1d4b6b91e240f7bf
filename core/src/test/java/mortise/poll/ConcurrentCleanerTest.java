package mortise.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Cleaner.Cleanable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;

final class ConcurrentCleanerTest {
  private static final int THREADS = 4;
  private static final int EACH = 5_000;

  @Test
  void runsEachActionOnceWhereManyThreadsRegisterAndClean() throws Exception {
    AtomicIntegerArray runs = new AtomicIntegerArray(THREADS * EACH);
    List<Running<Void>> all = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      int first = thread * EACH;
      all.add(Running.start(Threads.PLATFORM, () -> registerAndClean(runs, first)));
    }
    for (Running<Void> running : all) {
      running.end().returned();
    }
    for (int i = 0; i < runs.length(); i++) {
      assertThat(runs.get(i)).isEqualTo(1);
    }
  }

  private static Void registerAndClean(AtomicIntegerArray runs, int first) {
    List<Object> owners = new ArrayList<>();
    List<Cleanable> cleanables = new ArrayList<>();
    for (int i = first; i < first + EACH; i++) {
      int index = i;
      Object owner = new Object();
      owners.add(owner);
      cleanables.add(ConcurrentCleaner.register(owner, () -> runs.incrementAndGet(index)));
    }
    Collections.shuffle(cleanables, ThreadLocalRandom.current());
    cleanables.forEach(Cleanable::clean);
    cleanables.forEach(Cleanable::clean);
    owners.clear();
    return null;
  }

  @Test
  void anActionThatThrowsDoesNotKeepOthersFromTheirs() throws Exception {
    CountDownLatch ran = new CountDownLatch(2);
    ConcurrentCleaner.register(
        new Object(),
        () -> {
          ran.countDown();
          throw new IllegalStateException("an action that throws, for this test");
        });
    ConcurrentCleaner.register(new Object(), ran::countDown);
    do {
      System.gc();
    } while (!ran.await(100, TimeUnit.MILLISECONDS));
    assertThat(ran.getCount()).isZero();
  }
}
