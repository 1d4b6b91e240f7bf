package mortise.server;

import java.io.Serial;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import mortise.net.Printable;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a server in the log {@code mortise.server}, limited in number by kind, so that a
 * flood of connections does not fill a disk. A message that cannot be written is dropped.
 */
final class RateLimitedLog {
  private static final System.Logger LOG = System.getLogger("mortise.server");
  private static final int PER_SECOND = 5;

  private final String name;
  private final Map<String, LogWindow> seconds = new ConcurrentHashMap<>();
  private final Map<String, LogWindow> minutes = new ConcurrentHashMap<>();

  /** What a handler throws may quote its peer. */
  private static @Nullable Throwable printable(@Nullable Throwable thrown) {
    for (Throwable t = thrown; thrown != null && t != null; t = t.getCause()) {
      if (!Printable.line(t.toString()).equals(t.toString())) {
        return new Escaped(thrown);
      }
    }
    return thrown;
  }

  /** Replaces an exception whose message cannot be formatted; has its stack trace and causes. */
  private static final class Escaped extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    Escaped(Throwable of) {
      super(
          Printable.line(of.toString()), of.getCause() == null ? null : new Escaped(of.getCause()));
      setStackTrace(of.getStackTrace());
    }

    @Override
    public @Nullable String toString() {
      return getMessage();
    }
  }

  RateLimitedLog(String name) {
    this.name = name;
  }

  /** Logs up to five messages of a kind per second; {@code thrown} may be null. */
  void log(Level level, String kind, Supplier<String> text, @Nullable Throwable thrown) {
    try {
      if (LOG.isLoggable(level)) {
        LogWindow window =
            seconds.computeIfAbsent(
                kind, _ -> new LogWindow(PER_SECOND, TimeUnit.SECONDS.toNanos(1)));
        write(level, window.enter(), text, thrown);
      }
    } catch (RuntimeException | Error e) {
      // Without memory or a descriptor for the message the server goes on without it.
    }
  }

  /**
   * Logs what peers cause, and an operator should know of all the same: one message of a kind per
   * minute at INFO, with how many there were before; at DEBUG each, with its stack trace.
   */
  void logPeer(String kind, Supplier<String> text, Throwable thrown) {
    try {
      if (LOG.isLoggable(Level.DEBUG)) {
        log(Level.DEBUG, kind, text, thrown);
      } else if (LOG.isLoggable(Level.INFO)) {
        LogWindow window =
            minutes.computeIfAbsent(kind, _ -> new LogWindow(1, TimeUnit.MINUTES.toNanos(1)));
        write(Level.INFO, window.enter(), () -> text.get() + ": " + reason(thrown), null);
      }
    } catch (RuntimeException | Error e) {
      // As above.
    }
  }

  private static String reason(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null ? thrown.getClass().getSimpleName() : message;
  }

  private void write(
      Level level, @Nullable String more, Supplier<String> text, @Nullable Throwable thrown) {
    if (more != null) {
      LOG.log(level, Printable.line(name + ": " + text.get() + more), printable(thrown));
    }
  }
}
