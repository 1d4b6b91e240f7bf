package mortise.server;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import mortise.net.Loop;
import mortise.net.LoopStatistics;

/** The one place where a server's threads come from: loops, or the JDK's scheduler. */
final class Workers {
  private final String name;

  /** None where the JDK's scheduler runs the virtual threads. */
  private final List<Loop> loops;

  private final AtomicInteger turns = new AtomicInteger();

  Workers(String name, int loops) {
    this.name = name;
    this.loops =
        IntStream.range(0, loops).mapToObj(i -> Loop.open("mortise-" + name + "-" + i)).toList();
  }

  /** How many sockets of one port it has use for: one for each loop. */
  int size() {
    return Math.max(1, loops.size());
  }

  /**
   * Starts a thread that accepts. On the JDK's scheduler it is one of the system, so that handlers
   * which compute for long, and hold all carriers meanwhile, do not keep it from its work; a loop
   * sees to that itself.
   */
  Thread accept(int index, Runnable task) {
    if (!loops.isEmpty()) {
      return loops.get(index % loops.size()).start(task);
    }
    return keepAliveThread("accept", task, true);
  }

  /** Starts a thread that handles one connection, on the worker with this index. */
  void handle(int index, Runnable task) {
    if (loops.isEmpty()) {
      Thread.startVirtualThread(task);
    } else {
      loops.get(index % loops.size()).start(task);
    }
  }

  /** The indexes in turn, for the connections of a listener that has no copy for each worker. */
  int nextIndex() {
    return turns.getAndIncrement() & Integer.MAX_VALUE;
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
    return loops.stream().map(Loop::statistics).toList();
  }

  /** Starts no more threads that handle; those that run go on to their end. */
  void close() {
    loops.forEach(Loop::close);
  }
}
