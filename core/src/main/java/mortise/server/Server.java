package mortise.server;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.LoopStatistics;
import org.jspecify.annotations.Nullable;

/**
 * A server: accepts connections and runs a {@link Handler} for each, on a separate virtual thread.
 *
 * {@snippet file="mortise/snippets/ServerSnippets.java" region="one" :
 * Address address = Address.parse("127.0.0.1:31500");
 * try (Server server = Server.open(address, c -> c.write("byebye"))) {
 *   server.await();
 * }
 * }
 *
 * <p><b>It keeps accepting</b> after any failure of a peer or a handler, and when descriptors or
 * memory run out: it closes connections that it cannot serve, and retries with a backoff.
 *
 * <p><b>Graceful shutdown</b>: {@link #stop} accepts no more connections, gives handlers time to
 * finish, and then resets the remaining connections. Connections that are established before are
 * served: of TCP on Linux the kernel first drops new SYNs, whose clients retry and then find the
 * port closed, while the server accepts the queued connections for 50 ms more; a UNIX listener
 * refuses new connections at once, and the server accepts the queued ones.
 *
 * {@snippet file="mortise/snippets/ServerSnippets.java" region="stop" :
 * Server server = Server.of(handler).listen(8000).open();
 * Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(Duration.ofSeconds(20))));
 * }
 *
 * <p><b>An open server keeps the JVM alive</b> by a non-daemon thread, so a program continues after
 * its main method returns. {@link #close} lets the JVM end, {@link System#exit} ends it in any
 * case, and {@link ServerConfig#daemon(boolean)} is for a server that shall not keep it.
 *
 * <p>Thread-safe.
 */
public final class Server implements AutoCloseable {
  /** How long interrupted handlers have to return. */
  private static final Duration LAST_MOMENT = Duration.ofSeconds(1);

  private final ServerConfig config;
  private final Workers workers;
  private final Counters counters = new Counters();
  private final Admission admission;
  private final RateLimitedLog log;
  private final ServerSessions sessions = new ServerSessions();
  private final AcceptLoops loops;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile AccessList access;
  private volatile boolean stopping;

  private Server(ServerConfig config) {
    this.config = config;
    this.log = new RateLimitedLog(config.name());
    this.workers = new Workers(config.name(), config.loops());
    this.admission = new Admission(config.limits());
    this.access = config.access();
    this.loops = new AcceptLoops(this);
  }

  /** Returns a configuration with a handler and defaults, to which a listener has to be added. */
  public static ServerConfig of(Handler handler) {
    return ServerConfig.of(handler);
  }

  /**
   * Opens a server at an address of any family, with {@link Limits#DEFAULT} and {@link
   * Timeouts#DEFAULT}. Returns when it listens.
   *
   * @throws java.net.BindException as of {@link mortise.net.Socket#bind(Address)}
   */
  public static Server open(Address address, Handler handler) throws IOException {
    return of(handler).listen(address).open();
  }

  static Server start(ServerConfig config) throws IOException {
    if (config.listeners().isEmpty()) {
      throw new IllegalStateException("server " + config.name() + " has no listener");
    }
    Server server = new Server(config);
    try {
      server.loops.open(config.listeners());
      server.workers.keepAliveThread("open", server::watch, config.daemon());
      server.loops.start();
      return server;
    } catch (Throwable t) {
      server.loops.discard();
      server.workers.close();
      server.ended.countDown();
      throw t;
    }
  }

  /**
   * Lives as long as the server, and keeps the JVM alive with it; meanwhile ends connections whose
   * handlers take longer than a life and look at no deadline.
   */
  private void watch() {
    try {
      if (config.timeouts().life() == null) {
        ended.await();
        return;
      }
      Duration late = config.timeouts().life().plus(LAST_MOMENT);
      while (!ended.await(LAST_MOMENT.toMillis(), TimeUnit.MILLISECONDS)) {
        endOverdue(late);
      }
    } catch (InterruptedException e) {
      throw new AssertionError("nothing interrupts this thread", e);
    }
  }

  private void endOverdue(Duration late) {
    try {
      for (ServerSession session : sessions) {
        if (session.age().compareTo(late) > 0) {
          session.force(CloseReason.OVERDUE);
        }
      }
    } catch (Throwable t) {
      // Without memory, most likely; the next look is a second away.
      log.log(Level.WARNING, "watch", () -> "cannot close overdue connections", t);
    }
  }

  /** A listener has ended by itself; with the last one the server ends after its connections. */
  void listenerEnded() {
    if (loops.ended()) {
      workers.keepAliveThread("end", this::finish, true);
    }
  }

  private void finish() {
    stopping = true;
    try {
      sessions.awaitNone(Deadline.NEVER);
    } catch (InterruptedException e) {
      throw new AssertionError("nothing interrupts this thread", e);
    }
    workers.close();
    ended.countDown();
  }

  ServerConfig config() {
    return config;
  }

  Workers workers() {
    return workers;
  }

  Counters counters() {
    return counters;
  }

  Admission admission() {
    return admission;
  }

  ServerSessions sessions() {
    return sessions;
  }

  /** Returns the name of the server, which logs and threads have. */
  public String name() {
    return config.name();
  }

  /** Returns the address of the first listener, with the ephemeral port that the kernel chose. */
  public Address address() {
    return loops.listeners().getFirst().address();
  }

  /**
   * Returns the addresses of all listeners, in the order of the configuration, without inherited
   * connections.
   */
  public List<Address> addresses() {
    return listenersToHandOver().stream().map(Listener::address).distinct().toList();
  }

  /** Returns the access list of clients. */
  public AccessList access() {
    return access;
  }

  /** Replaces the access list, from the next connection on. Existing connections stay open. */
  public void access(AccessList access) {
    this.access = Objects.requireNonNull(access);
  }

  /** Returns a snapshot of the counters. A connection that ends meanwhile is counted once. */
  public Statistics statistics() {
    synchronized (counters) {
      return counters.read(sessions.count(), sessions.received(), sessions.sent());
    }
  }

  /**
   * Returns a snapshot of the counters of each loop; empty where the JDK's scheduler runs the
   * handlers.
   */
  public List<LoopStatistics> loops() {
    return workers.statistics();
  }

  /** Returns a snapshot of the open connections. */
  public List<ConnectionInfo> connections() {
    return sessions.infos();
  }

  /**
   * Resets one connection and interrupts its handler, without waiting for its end.
   *
   * @param number its {@link ConnectionInfo#number}
   * @return whether it was still open
   */
  public boolean abort(long number) {
    ServerSession session = sessions.find(number);
    if (session == null) {
      return false;
    }
    session.force(CloseReason.FORCED);
    return true;
  }

  /** Returns whether the server is neither stopped nor being stopped. */
  public boolean isOpen() {
    return !stopping;
  }

  /**
   * Waits without a limit until the server has ended: stopped, or all its listeners have failed and
   * all its handlers have returned.
   *
   * @throws InterruptedException when the thread is interrupted; the server stays open
   */
  public void await() throws InterruptedException {
    ended.await();
  }

  /**
   * Stops the server as {@link #stop(Duration)} does, with the time of {@link Timeouts#drain}; null
   * there is no limit. Idempotent.
   */
  @Override
  public void close() {
    stop(Timeouts.orDefault(config.timeouts().drain(), Duration.ofSeconds(Long.MAX_VALUE)));
  }

  /**
   * Performs a graceful shutdown: accepts no more connections, wakes handlers that wait for a
   * request, waits for all handlers, and after {@code time} resets the remaining connections and
   * interrupts their threads. Blocks for that time, and at most one more second for handlers that
   * ignore the interrupt. An interrupt of the caller ends the waiting time, and its flag stays set.
   *
   * <p>Called by a handler, it runs in another thread and returns at once. A second call waits
   * again, and the shorter time applies.
   *
   * @param time the time for handlers to finish; zero is none
   * @return whether all handlers finished in time; false if called by a handler
   * @throws IllegalArgumentException when the time is negative
   */
  public boolean stop(Duration time) {
    Deadline deadline = Deadline.after(time);
    if (sessions.isOfThis(Thread.currentThread())) {
      workers.keepAliveThread("stop", () -> stopBy(deadline), true);
      return false;
    }
    return stopBy(deadline);
  }

  private boolean stopBy(Deadline deadline) {
    stopping = true;
    boolean interrupted = false;
    boolean done = false;
    try {
      loops.end(deadline == Deadline.NOW ? AcceptLoop.Mode.CLOSE : AcceptLoop.Mode.DRAIN);
      done = sessions.end(deadline);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (!done) {
      interrupted |= force();
    }
    workers.close();
    ended.countDown();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return done;
  }

  /** Accepts no more, and goes on with what is here. */
  void closeListeners() throws InterruptedException {
    loops.end(AcceptLoop.Mode.CLOSE);
  }

  /** Leaves the listeners and their queues to another process, and goes on with what is here. */
  void leave() throws InterruptedException {
    stopping = true;
    loops.end(AcceptLoop.Mode.LEAVE);
  }

  /** Those of the configuration, without connections in a listener's place. */
  List<Listener> listenersToHandOver() {
    return loops.listeners().stream().filter(listener -> !listener.isConnection()).toList();
  }

  /** Returns whether it was interrupted. */
  private boolean force() {
    try {
      loops.end(AcceptLoop.Mode.CLOSE);
      sessions.forEach(session -> session.force(CloseReason.FORCED));
      if (!sessions.awaitNone(Deadline.after(LAST_MOMENT))) {
        int left = sessions.count();
        log.log(Level.WARNING, "stop", () -> left + " handlers have not returned", null);
      }
      return false;
    } catch (InterruptedException e) {
      sessions.forEach(session -> session.force(CloseReason.FORCED));
      return true;
    }
  }

  RateLimitedLog log() {
    return log;
  }

  /** Counts a connection that is not let in; the peer may be null. */
  void rejected(@Nullable Address peer, RejectReason reason) {
    counters.rejected(reason);
    FlightRecording.rejected(this, peer, reason);
  }

  /** Returns the name and the addresses, as text. */
  @Override
  public String toString() {
    return config.name() + " at " + addresses();
  }
}
