package mortise.net;

import java.lang.System.Logger.Level;
import java.util.concurrent.ThreadFactory;

/**
 * An event loop: a platform thread that waits for the events of sockets and runs the virtual
 * threads that use them, so that a blocking call on a virtual thread costs about what a
 * hand-written event loop costs. Thread-safe.
 *
 * {@snippet file="mortise/snippets/NetSnippets.java" region="loop" :
 * try (Loop loop = Loop.open("clients")) {
 *   Thread client =
 *       loop.start(() -> {
 *         try (Socket s = Socket.dial("127.0.0.1", 31500)) {
 *           IO.println(s.recvText(512));
 *         } catch (IOException e) {
 *           IO.println(e.getMessage());
 *         }
 *       });
 *   client.join();
 * }
 * }
 *
 * <p>A socket belongs to the loop of the thread that first has to wait on it. Threads of other
 * loops and of the JDK's scheduler may use it as well; each of their waits then costs a hand-over
 * between threads.
 *
 * <p>One loop uses one core: open as many as there are cores to use. Where a virtual thread
 * computes for long or blocks in native code, a second platform thread takes over the others, some
 * 20 to 100 ms later.
 *
 * <p>Virtual threads that a thread of a loop starts with {@link Thread#startVirtualThread} and the
 * like run on the same loop. It does not wait for them at its end; the JDK's scheduler then
 * continues them. All platform threads of a loop are daemons, so a loop does not keep the JVM
 * alive.
 *
 * <p>JDK 25 has no public way to choose the scheduler of virtual threads, so this needs {@code
 * --add-opens=java.base/java.lang=mortise}, or {@code =ALL-UNNAMED} for mortise on the class path.
 * Without it the threads run on the JDK's scheduler, at more CPU time; one log line reports that.
 */
public final class Loop implements AutoCloseable {
  private static final class Warning {
    static {
      if (!isGranted()) {
        String module = Loop.class.getModule().isNamed() ? "mortise" : "ALL-UNNAMED";
        System.getLogger("mortise")
            .log(
                Level.WARNING,
                "virtual threads run on the JDK''s scheduler, which costs more CPU time; for loops"
                    + " start java with --add-opens=java.base/java.lang={0}",
                module);
      }
    }

    static void once() {}
  }

  private final mortise.poll.EventLoop loop;

  private Loop(String name) {
    loop = mortise.poll.EventLoop.open(name);
  }

  /**
   * Opens a loop and starts its platform thread.
   *
   * @param name the name of its platform threads, which have a number behind it
   * @throws IllegalStateException when descriptors run out; a loop needs two
   */
  public static Loop open(String name) {
    Warning.once();
    return new Loop(name);
  }

  static void warnWithoutGrant() {
    Warning.once();
  }

  /** Returns whether loops run virtual threads themselves, which takes the grant named above. */
  public static boolean isGranted() {
    return mortise.poll.EventLoop.isGranted();
  }

  /**
   * Starts a virtual thread on this loop and returns it, without waiting. An exception of the task
   * goes to the thread's uncaught exception handler; the loop continues.
   *
   * @throws java.util.concurrent.RejectedExecutionException when the loop is closed
   */
  public Thread start(Runnable task) {
    return loop.start(task);
  }

  /**
   * Returns a factory of virtual threads of this loop, for executors. The loop lives until all of
   * them have ended, so each has to be started. On a closed loop the factory throws {@link
   * java.util.concurrent.RejectedExecutionException}.
   */
  public ThreadFactory threads() {
    return loop::thread;
  }

  /** Returns a snapshot of the counters. */
  public LoopStatistics statistics() {
    return new LoopStatistics(loop.turns(), loop.takeovers());
  }

  /**
   * Closes the loop for further threads, without waiting: it ends with the last of its threads.
   * Idempotent.
   */
  @Override
  public void close() {
    loop.close();
  }
}
