package mortise.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import mortise.net.Address;
import mortise.net.Loop;
import mortise.net.LoopGroup;
import mortise.net.UnixBinding;

/**
 * The immutable configuration of a server: every method returns a copy with one value changed.
 *
 * <pre>{@code
 * Server server =
 *     Server.of(this::talk)
 *         .listen(Address.parse("[::]:7000"))
 *         .through(tls)
 *         .limits(Limits.DEFAULT.perAddress(20))
 *         .open();
 * }</pre>
 *
 * @param name what the server is called in messages, events and thread names
 * @param handler what it does with a connection
 * @param listeners where it listens
 * @param stages what comes before the handler, in this order
 * @param limits how much it takes on
 * @param timeouts how long things may take
 * @param access the initial access list; a running server can replace it
 * @param balancers peers that speak for many clients, and that the limits per address are not meant
 *     of; the client that a stage finds out is counted in their stead
 * @param loops how many loops a {@link LoopGroup} has that runs the handlers, each with a socket of
 *     its own for every port of TCP; as few of them are used as the load needs. 0 leaves handlers
 *     to the JDK's scheduler. One per processor by default, if event loops are granted
 * @param daemon whether the JVM may end while the server is open
 */
public record ServerConfig(
    String name,
    Handler handler,
    List<ListenerConfig> listeners,
    List<Stage> stages,
    Limits limits,
    Timeouts timeouts,
    AccessList access,
    AccessList balancers,
    int loops,
    boolean daemon) {
  public ServerConfig {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(handler, "handler");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(timeouts, "timeouts");
    Objects.requireNonNull(access, "access");
    Objects.requireNonNull(balancers, "balancers");
    if (loops < 0) {
      throw new IllegalArgumentException("loops " + loops + " is negative");
    }
    listeners = List.copyOf(listeners);
    stages = List.copyOf(stages);
  }

  static ServerConfig of(Handler handler) {
    return new ServerConfig(
        "server",
        handler,
        List.of(),
        List.of(),
        Limits.DEFAULT,
        Timeouts.DEFAULT,
        AccessList.ALLOW_ALL,
        AccessList.DENY_ALL,
        Loop.isGranted() ? Runtime.getRuntime().availableProcessors() : 0,
        false);
  }

  public ServerConfig named(String name) {
    return new ServerConfig(
        name, handler, listeners, stages, limits, timeouts, access, balancers, loops, daemon);
  }

  /** Adds a listener at an address; for a UNIX path see {@link ListenerConfig#at(Address)}. */
  public ServerConfig listen(Address address) {
    return listen(ListenerConfig.at(address));
  }

  /** Listens on a port of all addresses of this host too, of IPv6 and IPv4. */
  public ServerConfig listen(int port) {
    return listen(ListenerConfig.on(port));
  }

  /** Listens at a UNIX path too. */
  public ServerConfig listen(UnixBinding binding) {
    return listen(ListenerConfig.at(binding));
  }

  /** Listens there too. */
  public ServerConfig listen(ListenerConfig listener) {
    return new ServerConfig(
        name,
        handler,
        joined(listeners, listener),
        stages,
        limits,
        timeouts,
        access,
        balancers,
        loops,
        daemon);
  }

  /** Has connections go through another stage, behind those that there are. */
  public ServerConfig through(Stage stage) {
    return new ServerConfig(
        name,
        handler,
        listeners,
        joined(stages, stage),
        limits,
        timeouts,
        access,
        balancers,
        loops,
        daemon);
  }

  public ServerConfig limits(Limits limits) {
    return new ServerConfig(
        name, handler, listeners, stages, limits, timeouts, access, balancers, loops, daemon);
  }

  public ServerConfig timeouts(Timeouts times) {
    return new ServerConfig(
        name, handler, listeners, stages, limits, times, access, balancers, loops, daemon);
  }

  public ServerConfig access(AccessList access) {
    return new ServerConfig(
        name, handler, listeners, stages, limits, timeouts, access, balancers, loops, daemon);
  }

  public ServerConfig balancers(AccessList balancers) {
    return new ServerConfig(
        name, handler, listeners, stages, limits, timeouts, access, balancers, loops, daemon);
  }

  public ServerConfig loops(int loops) {
    return new ServerConfig(
        name, handler, listeners, stages, limits, timeouts, access, balancers, loops, daemon);
  }

  /** Whether the JVM may end while the server is open, as with threads that are daemons. */
  public ServerConfig daemon(boolean daemon) {
    return new ServerConfig(
        name, handler, listeners, stages, limits, timeouts, access, balancers, loops, daemon);
  }

  private static <T> List<T> joined(List<T> some, T another) {
    List<T> all = new ArrayList<>(some);
    all.add(Objects.requireNonNull(another));
    return all;
  }

  /**
   * Opens all listeners and begins to accept. When one cannot be opened, none is.
   *
   * @throws IllegalStateException when there is no listener
   * @throws java.net.BindException as of {@link mortise.net.Socket#bind(Address)}
   */
  public Server open() throws IOException {
    return Server.start(this);
  }

  /**
   * Serves one connection: opens the listeners, waits for a connection that is let in and passes
   * all stages, closes the listeners, and returns when the handler has.
   *
   * @throws Exception what the handler throws
   */
  public void handleOne() throws Exception {
    SingleConnectionHandler once = new SingleConnectionHandler(handler);
    ServerConfig config =
        new ServerConfig(
            name, once, listeners, stages, limits, timeouts, access, balancers, loops, daemon);
    try (Server server = config.open()) {
      once.awaitBegin();
      server.closeListeners();
      once.awaitEnd();
    }
  }
}
