package mortise.server;

import org.jspecify.annotations.Nullable;

/** Limits the messages of one kind to so many per span of time, and counts the others. */
final class LogWindow {
  private final int most;
  private final long length;

  /** When the span began, in {@link System#nanoTime}. Guarded by this, as the others. */
  private long begun;

  private int logged;
  private long leftOut;

  /**
   * A window.
   *
   * @param most messages in each span
   * @param length of a span in nanoseconds
   */
  LogWindow(int most, long length) {
    this.most = most;
    this.length = length;
    this.begun = System.nanoTime();
  }

  /** Returns what to add to the message, which may be nothing, or null to leave the message out. */
  synchronized @Nullable String enter() {
    long now = System.nanoTime();
    if (now - begun > length) {
      String more = leftOut == 0 ? "" : " (and " + leftOut + " more like this before)";
      begun = now;
      logged = 1;
      leftOut = 0;
      return more;
    }
    if (logged == most) {
      leftOut++;
      return null;
    }
    logged++;
    return "";
  }
}
