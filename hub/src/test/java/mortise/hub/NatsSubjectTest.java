package mortise.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Subscription;
import java.time.Duration;
import java.util.List;
import mortise.net.Socket;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;

/** {@code nats:SUBJECT} as an address of relay. */
class NatsSubjectTest {
  @Test
  void datagramsGoBothWays() throws Exception {
    try (NatsServer server = NatsServer.start();
        Client other = Client.of(server)) {
      int port = NatsServer.freePort();
      Subscription from = other.connection().subscribe("from.relay");
      other.connection().flush(Duration.ofSeconds(5));
      String nats = "nats:to.relay,publish=from.relay,server=" + server.url();
      List<String> line = Node.command("relay", "tcp-listen:127.0.0.1:" + port, nats);
      try (Program relay = Program.start(line).awaitListening(port);
          mortise.server.Connection member =
              mortise.server.Connection.of(Socket.dial("127.0.0.1", port))) {
        member.write("out");
        assertThat(from.nextMessage(Duration.ofSeconds(60)).getData()).isEqualTo(bytes("out"));
        other.connection().publish("to.relay", bytes("in\n"));
        assertThat(member.readLine(100)).isEqualTo("in");
        member.closeWrite();
        relay.signal("TERM").end();
      }
    }
  }

  @Test
  void serverThatIsNotThereIsOneSentence() throws Exception {
    int port = NatsServer.freePort();
    String nats = "nats:a.b,server=nats://127.0.0.1:" + port;
    try (Program relay = Program.start(Node.command("relay", nats, "stdio"))) {
      Program.Ended ended = relay.endInput().end();
      assertThat(ended.status()).isOne();
      assertThat(ended.err())
          .contains("hub nats://127.0.0.1:" + port + ": connection refused; no server is there");
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
