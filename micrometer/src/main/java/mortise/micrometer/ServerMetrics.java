package mortise.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import mortise.server.CloseReason;
import mortise.server.HealthEndpoint;
import mortise.server.RejectReason;
import mortise.server.Server;
import mortise.server.Statistics;

/**
 * What a {@link Server} counts, as Micrometer's meters with the server's name in the tag {@code
 * server}. The numbers are read when a registry asks for them; a server pays nothing between.
 *
 * <pre>{@code
 * ServerMetrics.of(server).bindTo(registry);
 * }</pre>
 */
public final class ServerMetrics implements MeterBinder {
  private static final String CONNECTIONS = "mortise.server.connections";

  private final Server server;

  /** Null where there is none. */
  private final HealthEndpoint health;

  private ServerMetrics(Server server, HealthEndpoint health) {
    this.server = Objects.requireNonNull(server);
    this.health = health;
  }

  public static ServerMetrics of(Server server) {
    return new ServerMetrics(server, null);
  }

  /**
   * A copy that has the meter {@code mortise.server.ready} too: 1 if probes get the answer ready,
   * else 0.
   */
  public ServerMetrics with(HealthEndpoint health) {
    return new ServerMetrics(server, Objects.requireNonNull(health));
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Binding binding = new Binding(registry, new Reading(server));
    binding.gauge(CONNECTIONS + ".active", "connections that are here", Statistics::active);
    binding.counter(
        CONNECTIONS + ".accepted", "connections that were let in", Statistics::accepted);
    for (RejectReason reason : RejectReason.values()) {
      binding
          .with("reason", reason)
          .counter(CONNECTIONS + ".refused", "connections not let in", s -> s.rejected(reason));
    }
    for (CloseReason ending : CloseReason.values()) {
      binding
          .with("ending", ending)
          .counter(CONNECTIONS + ".ended", "connections that have ended", s -> s.closed(ending));
    }
    binding.counter("mortise.server.accept.failures", "failed accepts", Statistics::acceptFailures);
    binding.bytes("mortise.server.received", "bytes from all peers", Statistics::received);
    binding.bytes("mortise.server.sent", "bytes to all peers", Statistics::sent);
    binding.durations();
    binding.gauge(
        "mortise.server.draining",
        "1 from the beginning of a stop on; then connections end, at last as forced",
        _ -> server.isOpen() ? 0 : 1);
    if (health != null) {
      binding.gauge(
          "mortise.server.ready",
          "1 if probes get the answer ready",
          _ -> health.isReady() ? 1 : 0);
    }
    for (int i = 0; i < server.loops().size(); i++) {
      bindLoop(binding.with("loop", "" + i), i);
    }
  }

  private void bindLoop(Binding binding, int index) {
    binding.counter(
        "mortise.server.loop.turns",
        "how often the loop has run a virtual thread",
        _ -> server.loops().get(index).turns());
    binding.counter(
        "mortise.server.loop.takeovers",
        "how often a handler has kept the loop, and another platform thread took over",
        _ -> server.loops().get(index).takeovers());
  }

  /** What was counted, read once for all the meters that are asked together. */
  private static final class Reading {
    private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(10);

    private final Server server;

    /** Guarded by this, as the next. */
    private Statistics statistics;

    private long read;

    Reading(Server server) {
      this.server = server;
    }

    synchronized Statistics now() {
      long now = System.nanoTime();
      if (statistics == null || now - read > FRESH) {
        statistics = server.statistics();
        read = now;
      }
      return statistics;
    }

    double number(ToDoubleFunction<Statistics> number) {
      return number.applyAsDouble(now());
    }

    String server() {
      return server.name();
    }
  }

  /** A registry, what is bound to it, and the tags. */
  private record Binding(MeterRegistry registry, Reading reading, Tags tags) {
    Binding(MeterRegistry registry, Reading reading) {
      this(registry, reading, Tags.of("server", reading.server()));
    }

    Binding with(String tag, Enum<?> value) {
      return with(tag, value.name().toLowerCase(Locale.ROOT));
    }

    Binding with(String tag, String value) {
      return new Binding(registry, reading, tags.and(tag, value));
    }

    void gauge(String name, String description, ToDoubleFunction<Statistics> number) {
      Gauge.builder(name, reading, r -> r.number(number))
          .description(description)
          .tags(tags)
          .strongReference(true)
          .register(registry);
    }

    void counter(String name, String description, ToDoubleFunction<Statistics> number) {
      FunctionCounter.builder(name, reading, r -> r.number(number))
          .description(description)
          .tags(tags)
          .register(registry);
    }

    void bytes(String name, String description, ToDoubleFunction<Statistics> number) {
      FunctionCounter.builder(name, reading, r -> r.number(number))
          .description(description)
          .baseUnit(BaseUnits.BYTES)
          .tags(tags)
          .register(registry);
    }

    void durations() {
      ToLongFunction<Reading> count =
          r -> r.now().closed().values().stream().mapToLong(Long::longValue).sum();
      FunctionTimer.builder(
              CONNECTIONS + ".duration",
              reading,
              count,
              r -> r.now().time().toNanos(),
              TimeUnit.NANOSECONDS)
          .description("how long connections lasted")
          .tags(tags)
          .register(registry);
      TimeGauge.builder(
              CONNECTIONS + ".longest",
              () -> reading.now().longest().toNanos(),
              TimeUnit.NANOSECONDS)
          .description("how long the longest connection lasted")
          .tags(tags)
          .register(registry);
    }
  }
}
