package mortise.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

/** Which way to a scheduler of one's own this JDK has; those of later ones by fakes. */
final class SchedulerTest {
  /** A JDK with neither way has its event loops on its own scheduler: docs/portability.md. */
  @Test
  void thisJdkHasOneOfTheWays() throws Exception {
    assertThat(Scheduler.isGranted())
        .as("JDK %s has a public scheduler, or the hidden constructor", Runtime.version())
        .isTrue();
    List<Executor> seen = new ArrayList<>();
    Executor executor = task -> Thread.ofPlatform().start(task);
    Thread thread =
        Scheduler.factory(executor).newThread(() -> seen.add(Scheduler.of(Thread.currentThread())));
    thread.start();
    thread.join();
    assertThat(thread.isVirtual()).isTrue();
    assertThat(seen).containsExactly(executor);
  }

  @Test
  void builderOfJdk25HasNoPublicWay() {
    if (Runtime.version().feature() == 25) {
      assertThat(PublicScheduler.find(Thread.Builder.OfVirtual.class, Thread::ofVirtual)).isNull();
    }
  }

  /** What a thread is to do, as a scheduler gets it. */
  public interface Task extends Runnable {
    Thread thread();
  }

  public interface TaskScheduler {
    void onStart(Task task);

    void onContinue(Task task);

    default String name() {
      return "fake";
    }
  }

  /** A builder of threads whose start and second half go through the scheduler. */
  public static final class TaskBuilder {
    private TaskScheduler scheduler;

    public TaskBuilder scheduler(TaskScheduler chosen) {
      assertThat(chosen.name()).isEqualTo("fake");
      assertThat(chosen).isEqualTo(chosen).hasSameHashCodeAs(chosen).hasToString("" + chosen);
      scheduler = chosen;
      return this;
    }

    public ThreadFactory factory() {
      return body -> {
        Thread thread = Thread.ofPlatform().unstarted(() -> {});
        scheduler.onStart(task(thread, body));
        scheduler.onContinue(task(thread, () -> {}));
        return thread;
      };
    }

    private static Task task(Thread thread, Runnable body) {
      return new Task() {
        @Override
        public Thread thread() {
          return thread;
        }

        @Override
        public void run() {
          body.run();
        }
      };
    }
  }

  @Test
  void publicWayWithTasksIsTaken() {
    PublicScheduler found = PublicScheduler.find(TaskBuilder.class, TaskBuilder::new);
    assertThat(runs(found)).isEqualTo(2);
  }

  public static final class ExecutorBuilder {
    private Executor executor;

    public ExecutorBuilder scheduler(Executor chosen) {
      executor = chosen;
      return this;
    }

    public ThreadFactory factory() {
      return body -> {
        executor.execute(body);
        return Thread.currentThread();
      };
    }
  }

  @Test
  void publicWayWithAnExecutorIsTaken() {
    PublicScheduler found = PublicScheduler.find(ExecutorBuilder.class, ExecutorBuilder::new);
    assertThat(runs(found)).isEqualTo(1);
  }

  /** How much the executor has run; the threads find it. */
  private static int runs(PublicScheduler scheduler) {
    List<Runnable> run = new ArrayList<>();
    List<Executor> seen = new ArrayList<>();
    Executor executor =
        task -> {
          run.add(task);
          task.run();
        };
    scheduler
        .factory(executor)
        .newThread(() -> seen.add(PublicScheduler.of(Thread.currentThread())));
    assertThat(seen).containsExactly(executor);
    return run.size();
  }

  /** Methods of another meaning. */
  public interface NumberBuilder {
    NumberBuilder scheduler(int number);

    NumberBuilder scheduler(Comparable<Integer> other);

    NumberBuilder scheduler(Executor executor, int more);

    ThreadFactory factory();
  }

  @Test
  void otherMethodsAreNotTaken() {
    assertThat(PublicScheduler.find(NumberBuilder.class, () -> null)).isNull();
  }
}
