package mortise.poll;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mortise.sys.SysSyscall;
import mortise.sys.TimeH;

/** The CPU time of the thread that runs a loop, for another thread that looks from time to time. */
final class CpuClock {
  private final long[] time = new long[2];

  /** The number of the thread, or 0. It writes. */
  private volatile int tid;

  /** Of the last look. */
  private int seenTid;

  private long seen;
  private int seenWaitingTid;
  private long seenWaiting;

  /** Has it run with the calling thread; stands still where there is no memory for that. */
  void ofCaller() {
    try {
      tid = SysSyscall.gettid();
    } catch (OutOfMemoryError _) {
      tid = 0; // a loop must not lose its new owner
    }
  }

  /**
   * The nanoseconds of CPU time since the last call; 0 at the first one for a thread, and when it
   * has ended.
   */
  long nanosSinceLastLook() {
    int thread = tid;
    long now = thread == 0 ? 0 : TimeH.clock_gettime(TimeH.threadClock(thread), time);
    long before = thread == seenTid ? seen : now;
    seenTid = thread;
    seen = now;
    return Math.max(0, now - before);
  }

  /**
   * The nanoseconds that the thread has waited for a CPU since the last call, by {@code schedstat}
   * of proc(5); 0 as above, and where the kernel does not count them.
   */
  long nanosWaitedSinceLastLook() {
    int thread = tid;
    long now = waited(thread);
    long before = thread == seenWaitingTid ? seenWaiting : now;
    seenWaitingTid = thread;
    seenWaiting = now;
    return Math.max(0, now - before);
  }

  private static long waited(int thread) {
    try {
      String[] numbers =
          Files.readString(Path.of("/proc/self/task/" + thread + "/schedstat")).split(" ");
      return Long.parseLong(numbers[1]);
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }
}
