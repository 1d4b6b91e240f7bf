package mortise.testing;

import java.util.concurrent.ThreadFactory;
import mortise.net.Loop;

/** The kinds of thread that may call a socket. */
public enum Threads {
  VIRTUAL(Thread.ofVirtual().factory()),
  PLATFORM(Thread.ofPlatform().daemon().factory()),
  /** Virtual threads of one loop, which all tests share and which is never closed. */
  LOOP(Loop.open("test-loop").threads());

  private final ThreadFactory factory;

  Threads(ThreadFactory factory) {
    this.factory = factory;
  }

  /** Starts a thread of this kind. It is a daemon, so that a test that failed ends all the same. */
  public Thread start(Runnable task) {
    Thread thread = factory.newThread(task);
    thread.start();
    return thread;
  }
}
