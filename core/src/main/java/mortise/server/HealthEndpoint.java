package mortise.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import mortise.net.Address;
import org.jspecify.annotations.Nullable;

/**
 * Tells load balancers whether a server takes clients: a port of its own that answers the probes of
 * HAProxy, Envoy, Kubernetes and others.
 *
 * <p>{@link #http} answers {@code GET /ready} with 200 or 503, and {@code GET /live} with 200 as
 * long as the process can. {@link #tcp} accepts connections while it is ready, and has no listener
 * otherwise, for probes that only connect.
 *
 * <p>A new one is ready. {@link #drain} shuts a server down in the order that loses no client:
 *
 * <pre>{@code
 * Server server = Server.of(handler).listen(8080).open();
 * HealthEndpoint health = HealthEndpoint.http(Inet4.ANY.withPort(8081));
 * ...
 * DrainReport report = health.drain(server, Duration.ofSeconds(5), Duration.ofSeconds(30));
 * health.close();
 * }</pre>
 */
public final class HealthEndpoint implements AutoCloseable {
  private static final int CONNECTIONS = 256;
  private static final int LONGEST_LINE = 4096;
  private static final int MOST_LINES = 100;

  /** A probe that takes longer than this counts as failed everywhere. */
  private static final Duration PROBE = Duration.ofSeconds(10);

  private final boolean http;
  private final Address address;
  private volatile boolean ready = true;

  /** Null where a TCP endpoint is not ready. Guarded by this. */
  private @Nullable Server server;

  private boolean closed;

  private HealthEndpoint(Address wanted, boolean http) throws IOException {
    this.http = http;
    Server first = open(wanted);
    this.server = first;
    this.address = first.address();
  }

  /**
   * Opens an endpoint for HTTP probes.
   *
   * @param address where to listen, as {@link ServerConfig#listen(Address)} takes it
   * @throws IOException when it cannot listen there
   */
  public static HealthEndpoint http(Address address) throws IOException {
    return new HealthEndpoint(address, true);
  }

  /**
   * Opens an endpoint for probes that connect and send nothing.
   *
   * @param address where to listen, as {@link ServerConfig#listen(Address)} takes it
   * @throws IOException when it cannot listen there
   */
  public static HealthEndpoint tcp(Address address) throws IOException {
    return new HealthEndpoint(address, false);
  }

  private Server open(Address at) throws IOException {
    return Server.of(http ? this::answer : _ -> {})
        .named("health")
        .listen(at)
        .limits(Limits.UNLIMITED.connections(CONNECTIONS))
        .timeouts(Timeouts.DEFAULT.idle(PROBE).stall(PROBE).life(PROBE).drain(PROBE))
        .open();
  }

  private void answer(Connection connection) throws IOException {
    String request = connection.readLine(LONGEST_LINE);
    if (request == null) {
      return;
    }
    String line = connection.readLine(LONGEST_LINE);
    for (int i = 0; line != null && !line.isEmpty() && i < MOST_LINES; i++) {
      line = connection.readLine(LONGEST_LINE);
    }
    connection.write(response(request).getBytes(StandardCharsets.US_ASCII));
  }

  private String response(String request) {
    String[] words = request.split(" ", 3);
    boolean head = words[0].equals("HEAD");
    if (words.length < 2 || !head && !words[0].equals("GET")) {
      return response("405 Method Not Allowed", "only GET and HEAD", head);
    }
    String path = words[1].replaceFirst("\\?.*", "");
    return switch (path) {
      case "/ready" ->
          ready
              ? response("200 OK", "ready", head)
              : response("503 Service Unavailable", "not ready", head);
      case "/live" -> response("200 OK", "live", head);
      default -> response("404 Not Found", "expected /ready or /live", head);
    };
  }

  private static String response(String status, String body, boolean head) {
    return "HTTP/1.1 "
        + status
        + "\r\nContent-Type: text/plain\r\nCache-Control: no-store\r\nConnection: close\r\n"
        + "Content-Length: "
        + (body.length() + 1)
        + "\r\n\r\n"
        + (head ? "" : body + "\n");
  }

  /** Returns the address of the endpoint, with the ephemeral port that the kernel chose. */
  public Address address() {
    return address;
  }

  /** Returns whether probes get the answer ready. */
  public boolean isReady() {
    return ready;
  }

  /**
   * Sets the answer to probes. A TCP endpoint closes its listener or opens it again, which may
   * block for a moment.
   *
   * @throws IOException when a TCP endpoint cannot listen again
   */
  public synchronized void ready(boolean ready) throws IOException {
    this.ready = ready;
    if (http || closed) {
      return;
    }
    Server current = server;
    if (!ready && current != null) {
      current.stop(Duration.ZERO);
      server = null;
    } else if (ready && current == null) {
      server = open(address);
    }
  }

  /**
   * Shuts a server down behind a load balancer: first becomes unready, then waits while the server
   * still accepts, so that the balancer notices and sends no more clients, then stops the server as
   * {@link Server#stop(Duration)} does. Blocks for both times at most, and a second more.
   *
   * @param notice longer than it takes the balancer to notice: its interval between probes times
   *     the number that have to fail; zero is none
   * @param time the time for handlers to finish
   * @return how the connections ended
   * @throws IllegalArgumentException when a time is negative
   * @throws IllegalStateException when called by a handler of the server, for which it would wait
   */
  public DrainReport drain(Server draining, Duration notice, Duration time) {
    Objects.requireNonNull(draining);
    if (notice.isNegative() || time.isNegative()) {
      throw new IllegalArgumentException("negative time: " + notice + ", " + time);
    }
    if (draining.sessions().isOfThis(Thread.currentThread())) {
      throw new IllegalStateException("called by a handler of " + draining);
    }
    try {
      ready(false);
    } catch (IOException e) {
      throw new AssertionError("unready opens nothing", e);
    }
    boolean interrupted = false;
    try {
      Thread.sleep(notice);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    DrainReport report = DrainReport.of(draining, time);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return report;
  }

  /** Closes the endpoint; probes fail from then on. Idempotent. */
  @Override
  public synchronized void close() {
    closed = true;
    ready = false;
    Server current = server;
    server = null;
    if (current != null) {
      current.stop(Duration.ZERO);
    }
  }

  /** Returns the address and the state. */
  @Override
  public String toString() {
    return (http ? "HTTP" : "TCP") + " health at " + address + (ready ? ": ready" : ": not ready");
  }
}
