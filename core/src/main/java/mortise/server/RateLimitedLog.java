package mortise.server;

import java.io.Serial;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import mortise.net.Printable;

/**
 * What a server says in the log {@code mortise.server}: of each kind of message a few a second, and
 * how many were left out, so that a flood does not fill a disk.
 */
final class RateLimitedLog {
  private static final System.Logger LOG = System.getLogger("mortise.server");
  private static final int PER_SECOND = 5;

  private final String name;
  private final Map<String, Window> windows = new ConcurrentHashMap<>();

  /** A second of one kind of message. */
  private static final class Window {
    private long begun = System.nanoTime();
    private int told;
    private int leftOut;

    /** What to add to the message, or null where it is left out. */
    synchronized String enter() {
      long now = System.nanoTime();
      if (now - begun > TimeUnit.SECONDS.toNanos(1)) {
        String more = leftOut == 0 ? "" : " (and " + leftOut + " more like this before)";
        begun = now;
        told = 1;
        leftOut = 0;
        return more;
      }
      if (told == PER_SECOND) {
        leftOut++;
        return null;
      }
      told++;
      return "";
    }
  }

  /** What a handler throws may quote its peer. */
  private static Throwable printable(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (!Printable.line(t.toString()).equals(t.toString())) {
        return new Escaped(thrown);
      }
    }
    return thrown;
  }

  /** Stands for a failure whose words do not print; has its stack and its causes. */
  private static final class Escaped extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    Escaped(Throwable of) {
      super(
          Printable.line(of.toString()), of.getCause() == null ? null : new Escaped(of.getCause()));
      setStackTrace(of.getStackTrace());
    }

    @Override
    public String toString() {
      return getMessage();
    }
  }

  RateLimitedLog(String name) {
    this.name = name;
  }

  /** Tells of something; the thrown may be null. */
  void tell(Level level, String kind, Supplier<String> text, Throwable thrown) {
    try {
      if (LOG.isLoggable(level)) {
        tellWindow(level, windows.computeIfAbsent(kind, _ -> new Window()).enter(), text, thrown);
      }
    } catch (RuntimeException | Error e) {
      // Whoever has no memory or descriptor left to tell of it goes on all the same.
    }
  }

  private void tellWindow(Level level, String more, Supplier<String> text, Throwable thrown) {
    if (more != null) {
      LOG.log(level, Printable.line(name + ": " + text.get() + more), printable(thrown));
    }
  }
}
