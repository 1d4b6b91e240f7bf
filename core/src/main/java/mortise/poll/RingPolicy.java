package mortise.poll;

import java.lang.System.Logger.Level;
import mortise.sys.Carrier;
import mortise.sys.KernelVersion;
import mortise.sys.struct.SystemLayer;

/**
 * Whether loops use rings: the property {@code mortise.io_uring}, which is {@code auto}, {@code
 * off}, or {@code always}, and what the kernel has.
 */
final class RingPolicy {
  /** Whether a loop opens a ring: never, where many threads are ready, or in any case. */
  enum Mode {
    OFF,
    AUTO,
    ALWAYS
  }

  /**
   * A kernel thread of an older Linux, which ends a ring that was closed, may receive for it once
   * more.
   */
  private static final KernelVersion OLDEST = new KernelVersion(6, 14);

  /** That of this JVM. */
  static final RingPolicy DEFAULT =
      new RingPolicy(new RingKernel(), mode(System.getProperty("mortise.io_uring", "auto")));

  private final RingKernel kernel;
  private volatile Mode mode;

  RingPolicy(RingKernel kernel, Mode mode) {
    this.kernel = kernel;
    this.mode = mode;
  }

  private static Mode mode(String value) {
    if (SystemLayer.PORTABLE || value.equals("off")) {
      return Mode.OFF;
    }
    String missing = OLDEST.missingIn(System.getProperty("os.version"));
    if (!missing.isEmpty()) {
      log(Level.DEBUG, "io_uring " + missing + "; loops use epoll alone");
      return Mode.OFF;
    }
    if (!Carrier.canPin()) {
      log(Level.DEBUG, "this JDK cannot keep a virtual thread on its carrier, so no io_uring");
      return Mode.OFF;
    }
    if (value.equals("always")) {
      return Mode.ALWAYS;
    }
    if (!value.equals("auto")) {
      log(
          Level.WARNING,
          "-Dmortise.io_uring=" + value + " is none of auto, always, off; it is auto");
    }
    return Mode.AUTO;
  }

  private static void log(Level level, String message) {
    System.getLogger("mortise").log(level, message);
  }

  RingKernel kernel() {
    return kernel;
  }

  boolean isOff() {
    return mode == Mode.OFF;
  }

  boolean isAlways() {
    return mode == Mode.ALWAYS;
  }

  /** Notes that the kernel has no rings for this process, so no loop tries again. */
  void refused(RingMemory.Unavailable why) {
    mode = Mode.OFF;
    log(Level.DEBUG, "no io_uring here, loops use epoll alone: " + why.getMessage());
  }

  /** Notes that a ring has ended other than by the choice of its loop. */
  void failed(String why) {
    log(Level.WARNING, "an io_uring has failed, its connections go on without: " + why);
  }
}
