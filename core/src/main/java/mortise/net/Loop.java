package mortise.net;

import java.lang.System.Logger.Level;
import java.util.concurrent.ThreadFactory;

/**
 * A platform thread that runs virtual threads together with the news of their sockets, so that a
 * blocking call on a virtual thread costs about what a hand-written event loop costs.
 *
 * <p>A socket belongs to the loop of the thread that first has to wait on it. Threads of other
 * loops and of the JDK's scheduler may use it as well; that costs a hand-over.
 *
 * <p>One loop uses one core: open as many as there are cores to use. Where a virtual thread
 * computes for long or blocks in native code, a second platform thread takes over the others, some
 * 20 to 100 ms later.
 *
 * <p>What a thread of a loop starts with {@link Thread#startVirtualThread} and the like runs on the
 * same loop, which does not wait for it at its end: the JDK's scheduler then runs it on.
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

  /** A loop whose platform threads have this name and a number. */
  public static Loop open(String name) {
    Warning.once();
    return new Loop(name);
  }

  /** Whether loops run virtual threads themselves, which takes the grant named above. */
  public static boolean isGranted() {
    return mortise.poll.EventLoop.isGranted();
  }

  /**
   * Starts a virtual thread on this loop.
   *
   * @throws java.util.concurrent.RejectedExecutionException when the loop is closed
   */
  public Thread start(Runnable task) {
    return loop.start(task);
  }

  /**
   * Makes virtual threads of this loop, for executors. The loop lives until all of them have ended,
   * so each has to be started.
   */
  public ThreadFactory threads() {
    return loop::thread;
  }

  /** Starts no more threads. The loop ends with the last of its threads; this waits for none. */
  @Override
  public void close() {
    loop.close();
  }
}
