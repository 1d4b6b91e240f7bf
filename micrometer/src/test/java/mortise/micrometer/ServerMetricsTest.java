package mortise.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import mortise.net.Inet4;
import mortise.net.Loop;
import mortise.net.LoopStatistics;
import mortise.net.Socket;
import mortise.server.CloseReason;
import mortise.server.HealthEndpoint;
import mortise.server.Limits;
import mortise.server.Server;
import org.junit.jupiter.api.Test;

final class ServerMetricsTest {
  private static Socket client(Server server) throws Exception {
    Socket client = Socket.open();
    client.connect(server.address());
    return client;
  }

  @Test
  void metersAreTheServersCounters() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (Server server =
        Server.of(c -> c.write("byebye" + c.readLine(9)))
            .named("metered")
            .listen(Inet4.LOOPBACK)
            .limits(Limits.DEFAULT.connections(1))
            .open()) {
      ServerMetrics.of(server).bindTo(registry);
      try (Socket first = client(server)) {
        while (server.statistics().active() == 0) {
          Thread.sleep(1);
        }
        try (Socket refused = client(server)) {
          assertThat(refused.recv(1)).isEmpty();
        }
        first.send("!\n".getBytes());
        assertThat(first.inputStream().readAllBytes()).hasSize(7);
      }
      while (server.statistics().closed(CloseReason.DONE) == 0) {
        Thread.sleep(1);
      }
      Thread.sleep(11); // a reading is fresh for 10 ms
      var metered = registry.get("mortise.server.connections.accepted").tag("server", "metered");
      assertThat(metered.functionCounter().count()).isEqualTo(1);
      assertThat(count(registry, "refused", "reason", "full")).isEqualTo(1);
      assertThat(count(registry, "refused", "reason", "denied")).isZero();
      assertThat(count(registry, "ended", "ending", "done")).isEqualTo(1);
      assertThat(registry.get("mortise.server.connections.active").gauge().value()).isZero();
      assertThat(registry.get("mortise.server.received").functionCounter().count()).isEqualTo(2);
      assertThat(registry.get("mortise.server.sent").functionCounter().count()).isEqualTo(7);
      var duration = registry.get("mortise.server.connections.duration").functionTimer();
      assertThat(duration.count()).isEqualTo(1);
      assertThat(duration.totalTime(TimeUnit.NANOSECONDS)).isPositive();
    }
  }

  @Test
  void drainReadinessAndLoopsAreMeters() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (Server server = Server.open(Inet4.LOOPBACK, c -> c.write("byebye"));
        HealthEndpoint health = HealthEndpoint.http(Inet4.LOOPBACK)) {
      ServerMetrics.of(server).with(health).bindTo(registry);
      try (Socket client = client(server)) {
        assertThat(client.inputStream().readAllBytes()).hasSize(6);
      }
      assertThat(gauge(registry, "ready")).isEqualTo(1);
      assertThat(gauge(registry, "draining")).isZero();
      assertThat(registry.find("mortise.server.loop.turns").functionCounters())
          .hasSameSizeAs(server.loops());
      if (Loop.isGranted()) {
        assertThat(server.loops().stream().mapToLong(LoopStatistics::turns).sum()).isPositive();
        double least = takeovers(server);
        double metered =
            registry.get("mortise.server.loop.takeovers").functionCounters().stream()
                .mapToDouble(FunctionCounter::count)
                .sum();
        // A loop may be taken over at any moment.
        assertThat(metered).isBetween(least, (double) takeovers(server));
      }
      health.drain(server, Duration.ZERO, Duration.ofSeconds(5));
      assertThat(gauge(registry, "ready")).isZero();
      assertThat(gauge(registry, "draining")).isEqualTo(1);
    }
  }

  private static long takeovers(Server server) {
    return server.loops().stream().mapToLong(LoopStatistics::takeovers).sum();
  }

  private static double gauge(SimpleMeterRegistry registry, String name) {
    return registry.get("mortise.server." + name).gauge().value();
  }

  private static double count(SimpleMeterRegistry registry, String name, String tag, String value) {
    return registry
        .get("mortise.server.connections." + name)
        .tag(tag, value)
        .functionCounter()
        .count();
  }
}
