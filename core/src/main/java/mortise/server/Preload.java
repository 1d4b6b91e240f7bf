package mortise.server;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import mortise.net.Deadline;
import mortise.net.Family;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.net.Type;
import mortise.net.Unix;

/**
 * Prepares the error paths of accept for the lack of descriptors and of memory that they are for:
 * has classes stay loadable, and goes these ways once.
 */
final class Preload {
  private static final ReentrantLock LOCK = new ReentrantLock();

  /** Guarded by LOCK. */
  private static boolean begun;

  private Preload() {}

  /**
   * Returns when the classes are loaded; the first call loads them. Not in an initializer, since
   * the classes that are loaded have initializers too, and two threads would wait for each other.
   */
  static void once() {
    LOCK.lock();
    try {
      if (!begun) {
        begun = true;
        play();
      }
    } catch (Throwable t) {
      // What could not be loaded now may be loaded later; a server without it still serves.
    } finally {
      LOCK.unlock();
    }
  }

  /** Fails in the ways in which accept does. */
  private static void play() throws Exception {
    ClassFiles.keepLoadable(Preload.class);
    try (Socket listener = Socket.open(Family.UNIX, Type.STREAM);
        Socket client = Socket.open(Family.UNIX, Type.STREAM);
        Acceptor acceptor = Acceptor.of(listener, "preload", Acceptor.Observer.NONE)) {
      fail(listener);
      listener.bind(Unix.UNNAMED);
      listener.listen(1);
      fail(listener);
      client.connect(listener.localAddress());
      client.inputStream().available();
      acceptor.preload();
      LingeringClose.close(listener);
      listener.awaitReadable(Deadline.after(Duration.ofNanos(1)));
    }
  }

  private static void fail(Socket listener) {
    try {
      listener.accept(Deadline.NOW).close();
    } catch (SocketTimeoutException e) {
      e.getMessage();
    } catch (Exception e) {
      if (e instanceof SocketFailure failure) {
        failure.errno().message();
      }
    }
  }
}
