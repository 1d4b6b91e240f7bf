package mortise.server;

import java.net.SocketTimeoutException;
import java.time.Duration;
import mortise.net.Deadline;
import mortise.net.Family;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.net.Type;
import mortise.net.Unix;

/**
 * Loads the classes that error paths of accept need, by going these ways once. A class that is
 * first needed when no descriptor is left cannot be loaded any more, since its file cannot be
 * opened, and the JVM does not try again (JVMS section 5.3).
 */
final class Preload {
  static {
    try {
      play();
    } catch (Throwable t) {
      // What could not be loaded now may be loaded later; a server without it still serves.
    }
  }

  private Preload() {}

  /** Returns when the classes are loaded; the first call loads them. */
  static void once() {
    // The initializer of this class has done it.
  }

  /** Fails in the ways in which accept does. */
  private static void play() throws Exception {
    try (Socket listener = Socket.open(Family.UNIX, Type.STREAM);
        Socket client = Socket.open(Family.UNIX, Type.STREAM);
        Acceptor acceptor = Acceptor.of(listener, "preload", Acceptor.Observer.NONE)) {
      fail(listener);
      listener.bind(Unix.UNNAMED);
      listener.listen(1);
      fail(listener);
      client.connect(listener.localAddress());
      client.inputStream().available();
      acceptor.rehearse();
      Farewell.say(listener);
      listener.awaitReadable(Deadline.in(Duration.ofNanos(1)));
    }
  }

  private static void fail(Socket listener) {
    try {
      listener.accept(Deadline.NOW).close();
    } catch (SocketTimeoutException e) {
      e.getMessage();
    } catch (Exception e) {
      if (e instanceof SocketFailure failure) {
        failure.errno().words();
      }
    }
  }
}
