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
import mortise.net.Socket;
import mortise.net.TcpInfo;
import mortise.net.TcpOption;
import mortise.server.ConnectionInfo.State;

/** One connection's life at a server. */
final class Session implements Runnable {
  /** How long the last words to a peer may take. */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  /** The peer may still be listening, so what it was told last must not be lost in a reset. */
  private static final Set<Ending> ORDERLY =
      Set.of(Ending.DONE, Ending.BROKEN, Ending.ERROR, Ending.HANDSHAKE_FAILED);

  private final Server server;
  private final Listener listener;
  private final long number;
  private final PlainConnection plain;
  private final Address peer;
  private final long begun = System.nanoTime();

  /** Of the flight recorder; null where nobody records. */
  private final Object event = Flight.begin();

  /** The connection as the stages have left it, and who it says the client is. */
  private volatile Connection connection;

  private volatile Address client;

  /** Who the admission counts it for, or null. Only the session's own thread changes it. */
  private Address counted;

  private volatile Thread thread;
  private volatile boolean handling;

  /** Why somebody else has ended it, or null. */
  private volatile Ending forced;

  Session(Server server, Listener listener, long number, Socket socket, Address counted) {
    this.server = server;
    this.listener = listener;
    this.number = number;
    this.plain = new PlainConnection(socket, server.plan().times());
    this.peer = socket.cachedPeerAddress();
    this.connection = plain;
    this.client = peer;
    this.counted = counted;
    Duration life = server.plan().times().life();
    Deadline end = life == null ? Deadline.NEVER : Deadline.after(life);
    plain.bounds().life(end, server.plan().limits().bytes());
  }

  long number() {
    return number;
  }

  PlainConnection plain() {
    return plain;
  }

  Address peer() {
    return peer;
  }

  /** The client where a balancer told it, or the peer. */
  Address client() {
    return client;
  }

  Thread thread() {
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
        !handling ? State.HANDSHAKE : plain.rest().isTaken() ? State.IDLE : State.HANDLED,
        age(),
        plain.bounds().received(),
        plain.bounds().sent(),
        handling ? now.tls() : Optional.empty(),
        tcp());
  }

  private Optional<TcpInfo> tcp() {
    try {
      return peer instanceof Inet
          ? Optional.of(plain.socket().option(TcpOption.TCP_INFO))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // it has just ended
    }
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    plain.owner(thread);
    Ending ending = Ending.ERROR;
    try {
      ending = converse();
    } finally {
      end(ending);
    }
  }

  private Ending converse() {
    Ending failed = server.plan().stages().isEmpty() ? null : enterStages();
    if (failed != null) {
      return failed;
    }
    handling = true;
    try {
      server.plan().handler().handle(connection);
      return ending(null);
    } catch (Throwable t) {
      return ending(t);
    }
  }

  /** Returns null when the connection may go on to the handler. */
  private Ending enterStages() {
    Duration time = server.plan().times().handshake();
    Deadline deadline = time == null ? Deadline.NEVER : Deadline.after(time);
    plain.deadline(deadline);
    try {
      for (Stage stage : server.plan().stages()) {
        connection = Objects.requireNonNull(stage.enter(connection), "a stage returned null");
      }
      connection.deadline(Deadline.NEVER);
      return count();
    } catch (IOException | UncheckedIOException e) {
      boolean late = deadline != Deadline.NEVER && deadline.remaining().isZero();
      server.log().tellOfPeer("handshake", () -> peer + ": the handshake failed", e);
      return forced != null ? forced : late ? Ending.HANDSHAKE_TIMEOUT : Ending.HANDSHAKE_FAILED;
    } catch (Throwable t) {
      server.log().tell(Level.WARNING, "stage", () -> peer + ": a stage failed", t);
      return Ending.ERROR;
    }
  }

  /** Counts the connection for its client, who may be another one than the peer. */
  private Ending count() throws IOException {
    Address told = connection.clientAddress();
    if (told.equals(peer)) {
      return null;
    }
    client = told;
    Refusal refusal =
        server.access().permits(told) ? server.admission().move(counted, told) : Refusal.DENIED;
    if (refusal != null) {
      server.refused(told, refusal);
      return Ending.REFUSED;
    }
    counted = told;
    return null;
  }

  /** How the handler's end is to be taken: it returned, or threw. */
  private Ending ending(Throwable thrown) {
    if (forced != null) {
      return forced;
    }
    if (plain.bounds().bite() != null) {
      return plain.bounds().bite();
    }
    if (thrown == null) {
      return Ending.DONE;
    }
    if (thrown instanceof IOException || thrown instanceof UncheckedIOException) {
      server.log().tellOfPeer("broken", () -> peer + ": connection error", thrown);
      return Ending.BROKEN;
    }
    server.log().tell(Level.WARNING, "handler", () -> peer + ": the handler failed", thrown);
    return Ending.ERROR;
  }

  /** Ends it from outside: resets the connection and interrupts the thread. */
  void force(Ending why) {
    forced = why;
    plain.abort();
    Thread runs = thread;
    if (runs != null) {
      runs.interrupt();
    }
  }

  private void end(Ending ending) {
    try {
      if (!ORDERLY.contains(ending)) {
        plain.owner(null);
      }
      plain.deadline(Deadline.after(FAREWELL));
      connection.close();
    } catch (Throwable t) {
      server.log().tell(Level.WARNING, "close", () -> peer + ": close failed", t);
    } finally {
      depart(ending);
    }
  }

  /** A session whose thread could not be started. */
  void discard() {
    depart(Ending.ERROR);
  }

  private void depart(Ending ending) {
    try {
      plain.close();
    } finally {
      try {
        server.counters().ended(ending, plain, System.nanoTime() - begun);
        Flight.end(event, server, this, ending);
      } finally {
        server.admission().leave(counted);
        server.sessions().remove(this);
      }
    }
  }
}
