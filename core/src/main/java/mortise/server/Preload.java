package mortise.server;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import mortise.net.Deadline;
import mortise.net.Family;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.net.Type;
import mortise.net.Unix;

/**
 * The bad moments of a server, once before they come. A class that is first needed when no
 * descriptor is left may not be loaded any more, since its file cannot be opened, and the JVM does
 * not try again (JVMS section 5.3).
 */
final class Preload {
  private Preload() {}

  /** Fails in the ways in which accept does. */
  static void play() {
    try (Socket listener = Socket.open(Family.UNIX, Type.STREAM)) {
      fail(listener);
      listener.bind(Unix.UNNAMED);
      listener.listen(1);
      fail(listener);
      ReserveDescriptor reserve = new ReserveDescriptor();
      reserve.lend(() -> {});
      reserve.turnAway(listener, () -> {});
      reserve.close();
      Farewell.say(listener);
      listener.awaitReadable(Deadline.in(Duration.ofNanos(1)));
    } catch (IOException e) {
      // As was to be expected.
    }
    new Pause().reset();
  }

  private static void fail(Socket listener) throws IOException {
    try {
      listener.accept(Deadline.NOW).close();
    } catch (SocketTimeoutException e) {
      e.getMessage();
    } catch (IOException e) {
      if (e instanceof SocketFailure failure) {
        failure.errno().words();
      }
    }
  }
}
