package mortise.server;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.util.Objects;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.Socket;
import org.jspecify.annotations.Nullable;

/** The thread that accepts the connections of one listener and starts a session for each. */
final class AcceptLoop {
  /** What becomes of a listener. */
  enum Mode {
    ACCEPT,
    /** Takes those that the kernel has, and closes. */
    DRAIN,
    /** Closes at once. */
    CLOSE,
    /** Leaves the listener with its queue to another process. */
    LEAVE
  }

  static {
    try {
      FirstFailure.raise();
    } catch (Throwable _) {
      // The handlers below are ready now.
    }
  }

  private final Server server;
  private final Listener listener;
  private final AcceptReports reports;

  /** Null where a connection was given in a listener's place. */
  private final @Nullable Acceptor acceptor;

  /** The index of its worker, or -1 where each connection gets the next one. */
  private final int index;

  /** Null before the start. Guarded by this. */
  private @Nullable Thread thread;

  private volatile Mode mode = Mode.ACCEPT;

  AcceptLoop(Server server, Listener listener, int index) {
    this.server = server;
    this.listener = listener;
    this.reports = new AcceptReports(server);
    this.acceptor =
        listener.isConnection()
            ? null
            : Acceptor.of(listener.socket(), "" + listener.address(), reports);
    this.index = index;
  }

  Listener listener() {
    return listener;
  }

  synchronized void start() {
    thread = server.workers().accept(Math.max(0, index), this::run);
  }

  /** Closes a listener that was never started. */
  void discard() {
    listener.close();
    if (acceptor != null) {
      acceptor.close();
    }
  }

  /** Ends the loop. A later call only hastens. */
  synchronized void end(Mode how) {
    if (mode.compareTo(how) < 0) {
      mode = how;
      started().interrupt();
    }
  }

  void join() throws InterruptedException {
    started().join();
  }

  private synchronized Thread started() {
    return Objects.requireNonNull(thread, "not started");
  }

  private void run() {
    try {
      if (acceptor == null) {
        serveConnection();
      } else {
        acceptAll(acceptor);
      }
    } finally {
      if (mode == Mode.LEAVE) {
        listener.leave();
      }
      discard();
      if (mode == Mode.ACCEPT) {
        server.listenerEnded();
      }
    }
  }

  /** A connection that the limits let in; {@code counted} is the address that they count it for. */
  record Admitted(Socket socket, Address peer, @Nullable Address counted) {}

  /** Serves the one connection that was given in a listener's place. */
  private void serveConnection() {
    Socket socket = listener.takeConnection();
    try {
      // A socket that another process has connected has no cached address.
      admit(socket, socket.peerAddress());
    } catch (Throwable t) {
      socket.close();
      reports.failed(t);
    }
  }

  private void acceptAll(Acceptor acceptor) {
    boolean more = true;
    while (more && mode == Mode.ACCEPT) {
      more = acceptOne(acceptor, Deadline.NEVER);
    }
    if (mode == Mode.DRAIN) {
      drain(acceptor);
    }
  }

  /** Accepts the pending connections, and for TCP those whose handshake is in progress. */
  private void drain(Acceptor acceptor) {
    Thread.interrupted();
    Deadline underWay = listener.refuseNew();
    while (mode == Mode.DRAIN && acceptOne(acceptor, underWay)) {
      // Until there are no more.
    }
  }

  /** Returns whether there may be more. */
  private boolean acceptOne(Acceptor acceptor, Deadline deadline) {
    try {
      Socket socket = acceptor.accept(deadline);
      try {
        admit(socket, Objects.requireNonNull(socket.cachedPeerAddress(), "peer"));
      } catch (Throwable t) {
        socket.close();
        throw t;
      }
    } catch (SocketTimeoutException e) {
      return false;
    } catch (InterruptedIOException e) {
      Thread.interrupted(); // the mode selects the behaviour
    } catch (IOException e) {
      if (mode == Mode.ACCEPT) {
        logEnd(e);
      }
      return false;
    } catch (Throwable t) {
      acceptor.recover(t);
    }
    return true;
  }

  private void logEnd(IOException e) {
    server.log().log(
        Level.ERROR,
        "listener",
        () -> "the acceptor of " + listener.name() + " has stopped: " + e.getMessage(),
        null);
  }

  private void admit(Socket socket, Address peer) {
    Address counted = server.config().balancers().permits(peer) ? null : peer;
    RejectReason reason =
        server.access().permits(peer) ? server.admission().admit(counted) : RejectReason.DENIED;
    if (reason != null) {
      server.rejected(peer, reason);
      socket.close();
      return;
    }
    ServerSession session = begin(new Admitted(socket, peer, counted));
    try {
      server.workers().handle(index, session);
    } catch (Throwable t) {
      session.discard();
      throw t;
    }
  }

  private ServerSession begin(Admitted admitted) {
    try {
      long number = server.counters().accepted();
      ServerSession session = new ServerSession(server, listener, number, admitted);
      server.sessions().add(session);
      return session;
    } catch (Throwable t) {
      server.admission().release(admitted.counted());
      throw t;
    }
  }
}
