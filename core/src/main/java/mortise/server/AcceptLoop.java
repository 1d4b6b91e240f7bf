package mortise.server;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.Errno;
import mortise.net.Socket;
import mortise.net.SocketFailure;

/** The loop that accepts the connections of one listener, and goes on whatever happens. */
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

  /** Errors of the one connection, which accept(2) says to treat like EAGAIN. */
  private static final Set<Errno> OF_THE_PEER =
      Set.of(
          Errno.ENETDOWN,
          Errno.EPROTO,
          Errno.ENOPROTOOPT,
          Errno.EHOSTDOWN,
          new Errno(64), // ENONET
          Errno.EHOSTUNREACH,
          Errno.EOPNOTSUPP,
          Errno.ENETUNREACH,
          Errno.ECONNABORTED);

  private static final Set<Errno> OUT_OF_DESCRIPTORS = Set.of(Errno.EMFILE, Errno.ENFILE);

  private final Server server;
  private final Listener listener;
  private final ReserveDescriptor reserve;
  private final Pause pause = new Pause();

  /** Its place in the crew, or -1 where each connection gets the next one. */
  private final int post;

  /** Null before the start. Guarded by this. */
  private Thread thread;

  private volatile Mode mode = Mode.ACCEPT;

  static {
    Preload.play();
  }

  AcceptLoop(Server server, Listener listener, int post) {
    this.server = server;
    this.listener = listener;
    this.reserve = new ReserveDescriptor();
    this.post = post;
  }

  Listener listener() {
    return listener;
  }

  synchronized void start() {
    thread = server.crew().accept(Math.max(0, post), this::run);
  }

  /** Closes a listener that was never started. */
  void discard() {
    listener.close();
    reserve.close();
  }

  /** Ends the loop. A later call only hastens. */
  synchronized void end(Mode how) {
    if (mode.compareTo(how) < 0) {
      mode = how;
      thread.interrupt();
    }
  }

  void join() throws InterruptedException {
    started().join();
  }

  private synchronized Thread started() {
    return thread;
  }

  private void run() {
    try {
      while (mode == Mode.ACCEPT && listener.socket().isOpen()) {
        acceptOrPause();
      }
      if (mode == Mode.DRAIN) {
        drain();
      }
    } finally {
      if (mode == Mode.LEAVE) {
        listener.leave();
      } else {
        listener.close();
      }
      reserve.close();
    }
  }

  private void acceptOrPause() {
    try {
      acceptOne(Deadline.NEVER);
    } catch (Throwable t) {
      // What is done about a failure failed too: no memory, most likely.
      pause.take();
    }
  }

  /** Takes those that wait in the kernel, and of TCP those whose handshake is under way. */
  private void drain() {
    Thread.interrupted();
    Deadline underWay = listener.refuseNew();
    while (mode == Mode.DRAIN && acceptOne(underWay)) {
      // Until there are no more.
    }
  }

  /** Returns whether there may be more. */
  private boolean acceptOne(Deadline deadline) {
    Socket socket = null;
    try {
      socket = listener.socket().accept(deadline);
      pause.reset();
      admit(socket);
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (InterruptedIOException e) {
      Thread.interrupted(); // the mode says what is wanted
      return true;
    } catch (Throwable t) {
      if (socket != null) {
        socket.close();
      }
      return goOn(t);
    }
  }

  private void admit(Socket socket) {
    Address peer = socket.knownPeer();
    Address counted = server.plan().balancers().permits(peer) ? null : peer;
    Refusal refusal =
        server.access().permits(peer) ? server.admission().enter(counted) : Refusal.DENIED;
    if (refusal != null) {
      server.refused(peer, refusal);
      socket.close();
      return;
    }
    Session session = begin(socket, counted);
    try {
      server.crew().handle(post < 0 ? server.crew().next() : post, session);
    } catch (Throwable t) {
      session.discard();
      throw t;
    }
  }

  private Session begin(Socket socket, Address counted) {
    try {
      long number = server.counters().accepted();
      Session session = new Session(server, listener, number, socket, counted);
      server.sessions().add(session);
      return session;
    } catch (Throwable t) {
      server.admission().leave(counted);
      throw t;
    }
  }

  /** What to do about a failure; returns whether there may be more connections. */
  private boolean goOn(Throwable failure) {
    Errno errno = failure instanceof SocketFailure known ? known.errno() : null;
    if (!listener.socket().isOpen() || mode == Mode.DRAIN && Errno.EINVAL.equals(errno)) {
      return false; // the end that was wanted
    }
    server.counters().acceptFailed();
    if (errno != null && OF_THE_PEER.contains(errno)) {
      return true;
    }
    if (errno != null && OUT_OF_DESCRIPTORS.contains(errno)) {
      reserve.lend(() ->
          server.log().tell(Level.WARNING, "descriptors", () -> outOfDescriptors(errno), null));
      return turnAway();
    }
    if (failure instanceof OutOfMemoryError) {
      server.refused(null, Refusal.NO_MEMORY);
    }
    server
        .log()
        .tell(Level.ERROR, "accept", () -> "accepting at " + listener.name() + " failed", failure);
    pause.take();
    return true;
  }

  private String outOfDescriptors(Errno errno) {
    return "no descriptor is left for those who come to "
        + listener.name()
        + (errno.equals(Errno.EMFILE) ? " (EMFILE; raise ulimit -n)" : " (ENFILE; fs.file-max)")
        + "; they are closed unserved";
  }

  /** Closes those that wait, so that their clients do not hang, and waits for the next. */
  private boolean turnAway() {
    try {
      Runnable count = () -> server.refused(null, Refusal.NO_DESCRIPTOR);
      int closed = reserve.turnAway(listener.socket(), count);
      if (mode == Mode.DRAIN) {
        return closed > 0;
      }
      if (closed == 0) {
        pause.take();
      }
      // accept says EMFILE even where nobody waits, so that only this keeps the loop from spinning.
      listener.socket().awaitReadable(Deadline.in(Duration.ofSeconds(1)));
    } catch (InterruptedIOException e) {
      Thread.interrupted(); // the mode, or a second has passed
    } catch (IOException e) {
      pause.take();
    }
    return true;
  }
}
