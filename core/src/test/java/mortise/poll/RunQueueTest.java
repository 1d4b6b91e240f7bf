package mortise.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import mortise.testing.Seeds;
import org.junit.jupiter.api.Test;

final class RunQueueTest {
  private boolean hasMemory = true;

  private RunQueue queue() {
    return new RunQueue(
        4,
        size -> {
          if (!hasMemory) {
            throw new OutOfMemoryError("the test's");
          }
          return new Runnable[size];
        });
  }

  private static Runnable task() {
    return new Runnable() {
      @Override
      public void run() {}
    };
  }

  private static List<Runnable> drained(RunQueue queue) {
    List<Runnable> all = new ArrayList<>();
    for (Runnable task; (task = queue.poll()) != null; ) {
      all.add(task);
    }
    return all;
  }

  /** ArrayDeque is empty after that. */
  @Test
  void lackOfMemoryLosesNothing() {
    RunQueue queue = queue();
    List<Runnable> tasks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      tasks.add(task());
      queue.add(tasks.getLast());
    }
    hasMemory = false;
    assertThatThrownBy(() -> queue.add(task())).isInstanceOf(OutOfMemoryError.class);
    assertThatThrownBy(queue::makeRoom).isInstanceOf(OutOfMemoryError.class);
    assertThat(queue.size()).isEqualTo(4);
    hasMemory = true;
    tasks.add(task());
    queue.add(tasks.getLast());
    assertThat(drained(queue)).isEqualTo(tasks);
  }

  @Test
  void roomThatIsPreparedNeedsNoMemory() {
    RunQueue queue = queue();
    List<Runnable> tasks = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      tasks.add(task());
      queue.add(tasks.getLast());
    }
    queue.prepare();
    hasMemory = false;
    for (int i = 0; i < 5; i++) {
      tasks.add(task());
      queue.add(tasks.getLast());
    }
    assertThat(drained(queue)).isEqualTo(tasks);
  }

  @Test
  void orderIsThatOfAQueue() {
    Seeds.each(
        50,
        random -> {
          RunQueue queue = queue();
          Queue<Runnable> expected = new ArrayDeque<>();
          for (int i = 0; i < 500; i++) {
            if (random.nextInt(5) < 3) {
              Runnable task = task();
              queue.add(task);
              expected.add(task);
            } else {
              assertThat(queue.peek()).isSameAs(expected.peek());
              assertThat(queue.poll()).isSameAs(expected.poll());
            }
            if (random.nextInt(10) == 0) {
              queue.prepare();
            }
            assertThat(queue.size()).isEqualTo(expected.size());
            assertThat(queue.isEmpty()).isEqualTo(expected.isEmpty());
          }
        });
  }
}
