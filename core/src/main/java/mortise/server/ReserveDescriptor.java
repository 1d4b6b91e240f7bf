package mortise.server;

import java.io.IOException;
import mortise.net.Deadline;
import mortise.net.Family;
import mortise.net.Shutdown;
import mortise.net.Socket;
import mortise.net.Type;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor that is kept for the moment when no other is left. Given back, it lets {@code
 * accept} take a connection that cannot be served, whose client would wait for ever otherwise.
 *
 * <p>Such a connection is shut down, so that its client sees the end, and its descriptor is the
 * reserve from then on: the number passes from one to the next, and is free only between a close
 * and the accept that follows. Where another thread takes it in between, the reserve is missing,
 * and whatever any acceptor accepts next becomes the reserve before anything is served. For that
 * there is one for the whole process, which all acceptors share: with one for each, an acceptor
 * would serve a connection by the number that another one has just given back, for good.
 */
final class ReserveDescriptor {
  private static final ReserveDescriptor OF_PROCESS = new ReserveDescriptor();

  /** How many connections are turned away in one call. */
  private static final int MOST = 64;

  /** Null where it is missing. Written under the lock of this. */
  private volatile @Nullable Socket held;

  /** How many acceptors use it; there is none without them. Guarded by this. */
  private int users;

  private ReserveDescriptor() {}

  /** The process's reserve, which each user has to {@link #leave} once. */
  static ReserveDescriptor enter() {
    OF_PROCESS.join();
    return OF_PROCESS;
  }

  private synchronized void join() {
    users++;
    acquire();
  }

  /** Ends the use by one acceptor. */
  synchronized void leave() {
    users--;
    if (users == 0) {
      release();
    }
  }

  boolean isHeld() {
    return held != null;
  }

  /** Opens it where it is missing; returns whether there is one. */
  synchronized boolean acquire() {
    if (held == null && users > 0) {
      try {
        held = open();
      } catch (IOException | RuntimeException | Error e) {
        // Missing until the next attempt.
      }
    }
    return held != null;
  }

  private static Socket open() throws IOException {
    try {
      return Socket.open(Family.UNIX, Type.DGRAM);
    } catch (IOException e) {
      // Without descriptors this fails as well; NIO has this kind alone.
      return Socket.open(Family.INET, Type.DGRAM);
    }
  }

  /**
   * Ends a connection and keeps its descriptor as the reserve.
   *
   * @return whether it was needed; otherwise the connection is as it was
   */
  synchronized boolean keep(Socket connection) {
    if (held != null || users == 0) {
      return false;
    }
    held = connection;
    try {
      connection.shutdown(Shutdown.RDWR);
    } catch (IOException | RuntimeException | Error e) {
      // The peer has gone already.
    }
    return true;
  }

  /** Has a descriptor of its own in place of a connection's; returns whether it could be had. */
  synchronized boolean renew() {
    Socket connection = held;
    if (connection != null && connection.type().equals(Type.DGRAM)) {
      return true;
    }
    held = null;
    if (!acquire()) {
      held = connection;
      return false;
    }
    if (connection != null) {
      connection.close();
    }
    return true;
  }

  /**
   * Turns connections away that wait to be accepted.
   *
   * @param rejected is run for each
   * @return a connection that can be served after all, since another descriptor is left again; null
   *     where there is none
   */
  synchronized @Nullable Socket rejectWaiting(Socket listener, Runnable rejected) {
    try {
      for (int i = 0; i < MOST && acquire(); i++) {
        release();
        Socket connection = listener.accept(Deadline.NOW);
        if (acquire()) {
          return connection;
        }
        keep(connection);
        rejected.run();
      }
    } catch (IOException e) {
      // None waits, or another thread has taken the number.
    } finally {
      acquire();
    }
    return null;
  }

  /**
   * Runs a task that may need a descriptor, as the first message of a log does. Not under the lock,
   * since a log may block.
   */
  void runWithDescriptor(Runnable task) {
    release();
    try {
      task.run();
    } finally {
      acquire();
    }
  }

  private synchronized void release() {
    if (held != null) {
      held.close();
      held = null;
    }
  }
}
