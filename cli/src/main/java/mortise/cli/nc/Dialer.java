package mortise.cli.nc;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import mortise.net.Address;
import mortise.net.CloseGuard;
import mortise.net.Deadline;
import mortise.net.Socket;

/** Connects to the first address that answers, and tries again where that was asked for. */
final class Dialer {
  private static final long FIRST_PAUSE = 250;
  private static final long LONGEST_PAUSE = 10_000;

  private final NcRun session;
  private final NcSockets sockets;

  Dialer(NcRun session) {
    this.session = session;
    this.sockets = new NcSockets(session);
  }

  /** Connects to one of the addresses. */
  Socket dial(List<Address> addresses) throws IOException {
    long pause = FIRST_PAUSE;
    for (int left = session.settings().times().retries(); ; left--) {
      try {
        return dialOnce(addresses);
      } catch (IOException e) {
        if (left == 0) {
          throw e;
        }
        if (session.log().isVerbose()) {
          session.log().message(ErrorMessages.of(e) + " Trying again in " + pause + " ms.");
        }
      }
      sleep(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
  }

  private Socket dialOnce(List<Address> addresses) throws IOException {
    for (int i = 0; ; i++) {
      Address address = addresses.get(i);
      try {
        return dial(address);
      } catch (IOException e) {
        if (i + 1 == addresses.size()) {
          throw e;
        }
        if (session.log().isVerbose()) {
          session.log().message("Connection to " + address + " failed: " + ErrorMessages.of(e));
          session.log().message("Trying next address...");
        }
      }
    }
  }

  private Socket dial(Address address) throws IOException {
    Socket socket = sockets.toConnect(address);
    try (CloseGuard guard = new CloseGuard(socket)) {
      long wait = session.settings().times().connect();
      socket.connect(address, Deadline.after(Duration.ofMillis(wait)));
      return guard.release(socket);
    }
  }

  static void sleep(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted in a pause");
    }
  }
}
