package mortise.server;

import java.util.List;
import java.util.function.IntConsumer;
import mortise.net.LoopGroup;
import mortise.net.LoopStatistics;
import org.jspecify.annotations.Nullable;

/** The one place where a server's threads come from: loops, or the JDK's scheduler. */
final class Workers {
  private final String name;

  /** Null where the JDK's scheduler runs the virtual threads. */
  private final @Nullable LoopGroup loops;

  Workers(String name, int loops) {
    this.name = name;
    this.loops = loops == 0 ? null : LoopGroup.open("mortise-" + name, loops);
  }

  /** How many sockets of one port it has use for: one for each loop. */
  int size() {
    return loops == null ? 1 : loops.size();
  }

  /** How many of them are in use: the first ones. */
  int active() {
    return loops == null ? 1 : loops.active();
  }

  @Nullable LoopGroup loops() {
    return loops;
  }

  /** Sets the listener for changes of {@link #active}. */
  void whenActiveChanges(IntConsumer listener) {
    if (loops != null) {
      loops.whenActiveChanges(listener);
    }
  }

  /**
   * Starts a thread that accepts. On the JDK's scheduler it is one of the system, so that handlers
   * which compute for long, and hold all carriers meanwhile, do not keep it from its work; a loop
   * sees to that itself.
   */
  Thread accept(int index, Runnable task) {
    return loops != null
        ? loops.startPinned(index % loops.size(), task)
        : keepAliveThread("accept", task, true);
  }

  /**
   * Starts a thread that handles one connection.
   *
   * @param index of the worker that has accepted it; -1 where that is none of its own
   */
  void handle(int index, Runnable task) {
    if (loops == null) {
      Thread.startVirtualThread(task);
    } else {
      loops.start(index, task);
    }
  }

  /**
   * Starts a thread of the system for what must go on whatever handlers do.
   *
   * @param daemon whether the JVM may end meanwhile
   */
  Thread keepAliveThread(String task, Runnable run, boolean daemon) {
    return Thread.ofPlatform().daemon(daemon).name("mortise-" + task + "-" + name).start(run);
  }

  List<LoopStatistics> statistics() {
    return loops == null ? List.of() : loops.statistics();
  }

  /** Starts no more threads that handle; those that run go on to their end. */
  void close() {
    if (loops != null) {
      loops.close();
    }
  }
}
