package mortise.server;

import java.io.IOException;
import mortise.net.Deadline;
import mortise.net.Family;
import mortise.net.Socket;
import mortise.net.Type;

/**
 * A descriptor that is kept for the moment when there are no others: given back, it lets the server
 * accept a connection that it can only close, whose client would hang otherwise.
 */
final class ReserveDescriptor {
  /** At one go. */
  private static final int MOST = 64;

  /** Null where it could not be had. */
  private Socket socket = open();

  private static Socket open() {
    try {
      return Socket.open(Family.UNIX, Type.DGRAM);
    } catch (IOException e) {
      return null;
    }
  }

  /** Accepts and closes those that wait, tells of each, and returns how many. */
  int turnAway(Socket listener, Runnable told) {
    int closed = 0;
    try {
      while (closed < MOST && socket != null) {
        close();
        listener.accept(Deadline.NOW).close();
        told.run();
        closed++;
        socket = open();
      }
    } catch (IOException e) {
      // None waits, or another thread has taken the number.
    }
    socket = socket == null ? open() : socket;
    return closed;
  }

  /** Does something that may need a descriptor, as the first message of a log does. */
  void lend(Runnable task) {
    close();
    try {
      task.run();
    } finally {
      socket = open();
    }
  }

  void close() {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }
}
