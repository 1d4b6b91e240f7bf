package mortise.cli.flow;

import java.io.IOException;

/** How far one way of a {@link Flow} is. */
public final class PumpProgress {
  /** How many bytes have arrived; written by the way's own thread alone. */
  volatile long count;

  /** Whether bytes have been read and not been passed on. */
  volatile boolean busy;

  /** How many bytes were read and could not be passed on; written by the way's thread alone. */
  volatile long lost;

  /** Guarded by the flow, as all below. */
  private boolean ended;

  private IOException failure;
  private long stoppedAt;

  void end() {
    ended = true;
    stoppedAt = System.nanoTime();
  }

  void fail(IOException why) {
    failure = why;
    stoppedAt = System.nanoTime();
  }

  /** Whether it has come to its end, in order. */
  public boolean hasEnded() {
    return ended;
  }

  /** What has broken it; null where nothing has. */
  public IOException failure() {
    return failure;
  }

  /** When it ended or broke, by {@link System#nanoTime}. */
  public long stoppedAt() {
    return stoppedAt;
  }
}
