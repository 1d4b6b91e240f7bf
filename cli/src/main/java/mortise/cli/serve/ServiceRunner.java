package mortise.cli.serve;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mortise.cli.shell.Signals;
import mortise.net.Address;
import mortise.net.Socket;
import mortise.net.SocketConfig;
import mortise.server.AccessList;
import mortise.server.DatagramServer;
import mortise.server.DatagramServer.DatagramHandler;
import mortise.server.DrainReport;
import mortise.server.Handler;
import mortise.server.HealthEndpoint;
import mortise.server.Server;
import mortise.server.ServerConfig;
import mortise.server.ServiceNotifier;
import mortise.server.Statistics;
import mortise.tls.ReloadableTlsServer;

/** A service that runs until a stop, and handles signals meanwhile. */
public final class ServiceRunner {
  private final ServerConfig plan;
  private final DatagramHandler packetHandler;
  private final AccessGuard guard;
  private final ReloadableTlsServer tls;
  private final ServeLog log;
  private final ServiceNotifier manager = ServiceNotifier.ofEnvironment();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch force = new CountDownLatch(1);
  private final List<DatagramServer> packetServers = new CopyOnWriteArrayList<>();

  /** Null where there are datagrams alone. */
  private volatile Server server;

  /** Null where the connections are not shown. */
  private ServePage page;

  /**
   * A service.
   *
   * @param plan its connections; without a listener for datagrams alone
   * @param packetHandler null where it serves no datagrams
   * @param tls null without TLS
   */
  public ServiceRunner(
      ServerConfig plan,
      DatagramHandler packetHandler,
      AccessGuard guard,
      ReloadableTlsServer tls,
      ServeLog log) {
    this.plan = plan;
    this.packetHandler = packetHandler;
    this.guard = guard;
    this.tls = tls;
    this.log = log;
  }

  /** What shows the connections once the service listens. */
  void page(ServePage shown) {
    page = shown;
  }

  /** The handler, with logging of each connection if enabled. */
  public static Handler logged(Handler handler, ServeLog log) {
    return log.hasConnections() ? new LoggingHandler(handler, log) : handler;
  }

  /**
   * Serves until a signal ends it.
   *
   * @param sockets of datagrams, bound, which become the service's
   * @param health becomes unready before the service stops; null for none
   * @param notice how long before, unless another signal comes
   */
  public void run(List<Socket> sockets, HealthEndpoint health, Duration notice)
      throws IOException, InterruptedException {
    AccessList access = guard.read();
    try {
      // Before the service is announced.
      handleSignals();
      open(sockets, access);
      manager.ready();
      keepAlive();
      stop.await();
      manager.stopping();
      log.note("stopping", "stopping");
      if (health != null) {
        health.ready(false);
        force.await(notice.toNanos(), TimeUnit.NANOSECONDS);
      }
    } finally {
      end();
    }
    writeStatistics();
  }

  private void open(List<Socket> sockets, AccessList access) throws IOException {
    for (Socket socket : sockets) {
      DatagramServer packets = DatagramServer.of(socket, plan.limits(), packetHandler);
      packets.access(access);
      packetServers.add(packets);
      log.listening("udp:" + packets.address());
    }
    if (!plan.listeners().isEmpty()) {
      server = plan.access(access).open();
      for (Address address : server.addresses()) {
        log.listening((tls == null ? "" : "tls:") + address);
      }
      if (packetServers.isEmpty()) {
        Thread.ofVirtual().name("end").start(() -> stopAfter(server));
      }
    }
    if (page != null) {
      page.show();
    }
  }

  /** A server ends by itself where it was given a connection to serve, and no listener. */
  private void stopAfter(Server ending) {
    try {
      ending.await();
      stop.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void handleSignals() {
    Signals.on("INT", this::stop);
    Signals.on("TERM", this::stop);
    Signals.on("HUP", this::reload);
    Signals.on("USR1", this::writeStatistics);
  }

  /** Stops in order; when called again at once. */
  private void stop() {
    if (stop.getCount() == 0) {
      force.countDown();
    }
    stop.countDown();
  }

  private void reload() {
    try {
      manager.send("RELOADING=1");
      AccessList access = guard.read();
      if (tls != null) {
        tls.reload();
      }
      if (server != null) {
        server.access(access);
      }
      packetServers.forEach(packets -> packets.access(access));
      log.note("reloaded", "reloaded");
    } catch (IOException | IllegalArgumentException e) {
      log.note("reload_failed", "reload failed, configuration unchanged: " + e.getMessage());
    } finally {
      sendReady();
    }
  }

  private void sendReady() {
    try {
      manager.ready();
    } catch (IOException e) {
      log.note("notify_failed", e.getMessage());
    }
  }

  /** The counters of limits, rejections and ends, for the page of --inspect. */
  Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    Server open = server;
    if (open != null) {
      Statistics statistics = open.statistics();
      counts.put("accepted", statistics.accepted());
      counts.put("limit", (long) plan.limits().connections());
      counts.put("accept_failures", statistics.acceptFailures());
      statistics.rejected().forEach((reason, count) -> count("rejected_", reason, count, counts));
      statistics.closed().forEach((reason, count) -> count("closed_", reason, count, counts));
    }
    for (DatagramServer packets : packetServers) {
      counts.merge("datagrams_handled", packets.handled(), Long::sum);
      counts.merge("datagrams_dropped", packets.dropped(), Long::sum);
      counts.merge("datagrams_failed", packets.failed(), Long::sum);
    }
    return counts;
  }

  private static void count(String kind, Enum<?> reason, long count, Map<String, Long> counts) {
    counts.put(kind + reason.name().toLowerCase(Locale.ROOT), count);
  }

  /** Where it listens, first; null for datagrams alone. */
  Address address() {
    Server open = server;
    return open == null ? null : open.addresses().getFirst();
  }

  private void writeStatistics() {
    if (server != null) {
      log.statistics(server.statistics());
    }
    for (DatagramServer packets : packetServers) {
      log.packets(packets.address(), packets.handled(), packets.dropped(), packets.failed());
    }
  }

  /** Sends watchdog notifications to systemd, twice per watchdog interval. */
  private void keepAlive() {
    manager
        .watchdogTime()
        .ifPresent(time -> Thread.ofVirtual().name("watchdog").start(() -> keepAlive(time)));
  }

  private void keepAlive(Duration time) {
    try {
      do {
        sendWatchdog();
      } while (!stop.await(time.toNanos() / 2, TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One notification that fails must not be the last: systemd would end the service. */
  private void sendWatchdog() {
    try {
      manager.alive();
    } catch (Exception | OutOfMemoryError e) {
      log.note("notify_failed", String.valueOf(e.getMessage()));
    }
  }

  private void end() throws InterruptedException {
    packetServers.forEach(DatagramServer::close);
    if (server == null) {
      return;
    }
    Duration most = plan.timeouts().drain();
    Duration time = most == null ? Duration.ofSeconds(Long.MAX_VALUE) : most;
    Thread inOrder =
        Thread.ofVirtual().name("drain").start(() -> log.drained(DrainReport.of(server, time)));
    Thread.ofVirtual().name("force").start(this::force);
    inOrder.join();
    force.countDown();
  }

  private void force() {
    try {
      force.await();
      server.stop(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether it is time to end. */
  public static final class Ending {
    private volatile ServiceRunner serving;

    /** Which service is meant. */
    public void of(ServiceRunner serving) {
      this.serving = serving;
    }

    /** Whether a stop was requested. */
    public boolean hasCome() {
      ServiceRunner known = serving;
      return known != null && known.stop.getCount() == 0;
    }
  }

  /** Binds a socket of datagrams. */
  public static Socket bound(Address address) throws IOException {
    return SocketConfig.DGRAM.bind(address);
  }
}
