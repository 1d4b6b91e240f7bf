package mortise.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import mortise.net.Address;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;

final class HealthEndpointTest {
  private static String ask(Address address, String request) throws IOException {
    try (Connection client = connect(address)) {
      client.write(request.getBytes(US_ASCII));
      return new String(client.inputStream().readAllBytes(), US_ASCII);
    }
  }

  private static Connection connect(Address address) throws IOException {
    return Connection.of(Socket.dial("127.0.0.1", ((Inet) address).port()));
  }

  private static String get(HealthEndpoint health, String path) throws IOException {
    return ask(health.address(), "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
  }

  @Test
  void httpProbesSeeReadinessAndLiveness() throws Exception {
    try (HealthEndpoint health = HealthEndpoint.http(Inet4.LOOPBACK)) {
      assertThat(get(health, "/ready?x")).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\nready\n");
      health.ready(false);
      assertThat(get(health, "/ready")).startsWith("HTTP/1.1 503 Service Unavailable\r\n");
      assertThat(get(health, "/live")).startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(get(health, "/other")).startsWith("HTTP/1.1 404 ");
      assertThat(ask(health.address(), "HEAD /live HTTP/1.0\n\n")).endsWith("\r\n\r\n");
      assertThat(ask(health.address(), "\n\n")).startsWith("HTTP/1.1 405 ");
      health.ready(true);
      assertThat(get(health, "/ready")).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void tcpProbesConnectWhileItIsReady() throws Exception {
    try (HealthEndpoint health = HealthEndpoint.tcp(Inet4.LOOPBACK)) {
      connect(health.address()).close();
      health.ready(false);
      assertThatThrownBy(() -> connect(health.address())).isInstanceOf(ConnectException.class);
      health.ready(true);
      connect(health.address()).close();
    }
  }

  /** A client that comes before the balancer has noticed is served; one that stays is cut. */
  @Test
  void drainIsUnreadyFirstAndReportsWhatWasCut() throws Exception {
    try (Server server = Server.open(Inet4.LOOPBACK, Echo::bytes);
        HealthEndpoint health = HealthEndpoint.http(Inet4.LOOPBACK);
        Connection stays = connect(server.address())) {
      stays.write("x");
      assertThat(stays.read(new byte[1])).isOne();
      FutureTask<DrainReport> drain =
          new FutureTask<>(
              () -> health.drain(server, Duration.ofSeconds(2), Duration.ofMillis(500)));
      Thread.ofVirtual().start(drain);
      Until.holds(() -> !health.isReady());
      assertThat(get(health, "/ready")).startsWith("HTTP/1.1 503 ");
      try (Connection late = connect(server.address())) {
        late.write("y");
        assertThat(late.read(new byte[1])).isOne();
      }
      DrainReport report = drain.get();
      assertThat(report.cut()).isOne();
      assertThat(report.open()).isBetween(1, 2);
      assertThat(report.isClean()).isFalse();
      assertThat(get(health, "/live")).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void drainInAHandlerIsRefused() throws Exception {
    try (HealthEndpoint health = HealthEndpoint.http(Inet4.LOOPBACK)) {
      Server[] self = new Server[1];
      try (Server server =
          Server.open(
              Inet4.LOOPBACK,
              connection -> {
                try {
                  health.drain(self[0], Duration.ZERO, Duration.ZERO);
                } catch (IllegalStateException e) {
                  connection.write("refused\n");
                }
              })) {
        self[0] = server;
        try (Connection client = connect(server.address())) {
          assertThat(client.readLine(100)).isEqualTo("refused");
        }
      }
      assertThat(health.isReady()).isTrue();
    }
  }
}
