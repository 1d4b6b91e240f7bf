package mortise.server;

import java.util.concurrent.TimeUnit;
import mortise.net.Errno;
import mortise.net.SocketFailure;
import org.jspecify.annotations.Nullable;

/**
 * Reports the events of an acceptor to the observer, at most one message of a kind per minute;
 * exceptions of the observer are ignored. For one thread at a time.
 */
final class AcceptReporter {
  private static final long WINDOW = TimeUnit.MINUTES.toNanos(1);

  private final String name;
  private final Acceptor.Observer observer;
  private final ReserveDescriptor reserve;
  private final LogWindow shortages = new LogWindow(1, WINDOW);
  private final LogWindow failures = new LogWindow(1, WINDOW);

  /** Whether a message was written: the first of a log may open files. */
  private boolean reported;

  /**
   * A reporter to an observer.
   *
   * @param name what messages call the listener
   */
  AcceptReporter(String name, Acceptor.Observer observer, ReserveDescriptor reserve) {
    this.name = name;
    this.observer = observer;
    this.reserve = reserve;
  }

  void preload() {
    try {
      observer.preload();
    } catch (RuntimeException | Error e) {
      // What cannot be loaded now may be later; without it connections are served all the same.
    }
  }

  void failed(Throwable failure) {
    try {
      observer.failed(failure);
    } catch (RuntimeException | Error e) {
      // A count that is missing must not keep anything else from being done.
    }
  }

  void rejected(RejectReason reason) {
    try {
      observer.rejected(reason);
    } catch (RuntimeException | Error e) {
      // As above.
    }
  }

  /** A failure after which the acceptor pauses. */
  void reportFailure(Throwable failure) {
    boolean known = failure instanceof SocketFailure;
    report(failures, cannotAccept(failure), known ? null : failure);
  }

  String cannotAccept(Throwable failure) {
    String reason = failure instanceof SocketFailure ? failure.getMessage() : failure.toString();
    return "cannot accept at " + name + " for a while: " + reason;
  }

  /** A lack of descriptors. */
  void reportShortage(Errno errno) {
    String message =
        "out of file descriptors for connections to "
            + name
            + (errno.equals(Errno.EMFILE) ? " (EMFILE; raise ulimit -n)" : " (ENFILE; fs.file-max)")
            + "; they are closed";
    report(shortages, message, null);
  }

  private void report(LogWindow window, String message, @Nullable Throwable failure) {
    String more = window.enter();
    if (more == null) {
      return;
    }
    try {
      if (reported) {
        observer.report(message + more, failure);
      } else {
        reserve.runWithDescriptor(() -> observer.report(message + more, failure));
        reported = true;
      }
    } catch (RuntimeException | Error e) {
      // As above; pending connections have to be handled all the same.
    }
  }
}
