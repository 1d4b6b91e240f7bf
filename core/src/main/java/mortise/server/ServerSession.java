package mortise.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.Inet;
import mortise.net.TcpInfo;
import mortise.net.TcpOption;
import mortise.server.ConnectionInfo.State;
import org.jspecify.annotations.Nullable;

/** One connection's life at a server. */
final class ServerSession implements Runnable {
  /** How long the last words to a peer may take. */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  /** The peer may still be reading, so the last bytes must not be lost by a reset. */
  private static final Set<CloseReason> ORDERLY =
      Set.of(CloseReason.DONE, CloseReason.BROKEN, CloseReason.ERROR, CloseReason.HANDSHAKE_FAILED);

  private final Server server;
  private final Listener listener;
  private final long number;
  private final SocketConnection accepted;
  private final Address peer;
  private final long begun = System.nanoTime();

  /** The JFR event; null without a recording. */
  private final @Nullable Object event = FlightRecording.begin();

  /** The connection after the stages, and its client's address. */
  private volatile Connection connection;

  private volatile Address client;

  /**
   * The address that the admission counts it for, or null. Only the session's own thread changes
   * it.
   */
  private @Nullable Address counted;

  private volatile @Nullable Thread thread;
  private volatile boolean handling;

  /** The reason why another thread has ended it, or null. */
  private volatile @Nullable CloseReason forced;

  ServerSession(Server server, Listener listener, long number, AcceptLoop.Admitted admitted) {
    this.server = server;
    this.listener = listener;
    this.number = number;
    this.accepted = new SocketConnection(admitted.socket(), server.config().timeouts());
    accepted.permitRing();
    this.peer = admitted.peer();
    this.connection = accepted;
    this.client = peer;
    this.counted = admitted.counted();
    Duration life = server.config().timeouts().life();
    Deadline end = life == null ? Deadline.NEVER : Deadline.after(life);
    accepted.limits().life(end, server.config().limits().bytes());
  }

  long number() {
    return number;
  }

  SocketConnection accepted() {
    return accepted;
  }

  Address peer() {
    return peer;
  }

  /** The client's address from a load balancer, or the peer's. */
  Address client() {
    return client;
  }

  @Nullable Thread thread() {
    return thread;
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** Itself at this moment. */
  ConnectionInfo info() {
    Connection now = connection;
    return new ConnectionInfo(
        number,
        listener.name(),
        peer,
        client,
        !handling ? State.HANDSHAKE : accepted.idleWait().isTaken() ? State.IDLE : State.HANDLED,
        age(),
        accepted.limits().received(),
        accepted.sent(),
        handling ? now.tls() : Optional.empty(),
        tcp());
  }

  private Optional<TcpInfo> tcp() {
    try {
      return peer instanceof Inet
          ? Optional.of(accepted.socket().option(TcpOption.TCP_INFO))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // it has just ended
    }
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    accepted.owner(thread);
    CloseReason reason = CloseReason.ERROR;
    try {
      reason = converse();
    } finally {
      end(reason);
    }
  }

  private CloseReason converse() {
    CloseReason failed = server.config().stages().isEmpty() ? null : enterStages();
    if (failed != null) {
      return failed;
    }
    handling = true;
    try {
      server.config().handler().handle(connection);
      return ending(null);
    } catch (Throwable t) {
      return ending(t);
    }
  }

  /** Returns null when the connection may go on to the handler. */
  private @Nullable CloseReason enterStages() {
    Duration time = server.config().timeouts().handshake();
    Deadline deadline = time == null ? Deadline.NEVER : Deadline.after(time);
    accepted.deadline(deadline);
    try {
      for (Stage stage : server.config().stages()) {
        connection = Objects.requireNonNull(stage.enter(connection), "a stage returned null");
      }
      connection.deadline(Deadline.NEVER);
      return count();
    } catch (IOException | UncheckedIOException e) {
      boolean late = deadline != Deadline.NEVER && deadline.remaining().isZero();
      server.log().logPeer("handshake", () -> peer + ": the handshake failed", e);
      return forced != null
          ? forced
          : late ? CloseReason.HANDSHAKE_TIMEOUT : CloseReason.HANDSHAKE_FAILED;
    } catch (Throwable t) {
      server.log().log(Level.WARNING, "stage", () -> peer + ": a stage failed", t);
      return CloseReason.ERROR;
    }
  }

  /** Counts the connection for its client, which may differ from the peer. */
  private @Nullable CloseReason count() throws IOException {
    Address told = connection.clientAddress();
    if (told.equals(peer)) {
      return null;
    }
    client = told;
    RejectReason reason =
        server.access().permits(told)
            ? server.admission().readmit(counted, told)
            : RejectReason.DENIED;
    if (reason != null) {
      server.rejected(told, reason);
      return CloseReason.REFUSED;
    }
    counted = told;
    return null;
  }

  /** How the handler's end is to be taken: it returned, or threw. */
  private CloseReason ending(@Nullable Throwable thrown) {
    if (forced != null) {
      return forced;
    }
    CloseReason exceeded = accepted.limits().exceeded();
    if (exceeded != null) {
      return exceeded;
    }
    if (thrown == null) {
      return CloseReason.DONE;
    }
    if (thrown instanceof IOException || thrown instanceof UncheckedIOException) {
      server.log().logPeer("broken", () -> peer + ": connection error", thrown);
      return CloseReason.BROKEN;
    }
    server.log().log(Level.WARNING, "handler", () -> peer + ": the handler failed", thrown);
    return CloseReason.ERROR;
  }

  /** Ends it from outside: resets the connection and interrupts the thread. */
  void force(CloseReason why) {
    forced = why;
    accepted.abort();
    Thread runs = thread;
    if (runs != null) {
      runs.interrupt();
    }
  }

  private void end(CloseReason reason) {
    try {
      if (!ORDERLY.contains(reason)) {
        accepted.owner(null);
      }
      accepted.deadline(Deadline.after(FAREWELL));
      connection.close();
    } catch (Throwable t) {
      server.log().log(Level.WARNING, "close", () -> peer + ": close failed", t);
    } finally {
      release(reason);
    }
  }

  /** A session whose thread could not be started. */
  void discard() {
    release(CloseReason.ERROR);
  }

  private void release(CloseReason reason) {
    try {
      accepted.close();
      accepted.leaveRing();
    } finally {
      try {
        FlightRecording.end(event, server, this, reason);
      } finally {
        server.admission().release(counted);
        count(reason);
      }
    }
  }

  /** Moves the bytes from those of the open connections to the totals, in one step for readers. */
  private void count(CloseReason reason) {
    synchronized (server.counters()) {
      try {
        server.counters().closed(reason, accepted, System.nanoTime() - begun);
      } finally {
        server.sessions().remove(this);
      }
    }
  }
}
