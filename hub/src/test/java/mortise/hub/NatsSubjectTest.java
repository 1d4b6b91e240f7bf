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

  /** A service of one machine at a port of another: both relays go through the hub. */
  @Test
  void streamsJoinTwoRelays() throws Exception {
    try (NatsServer server = NatsServer.start()) {
      int front = NatsServer.freePort();
      int back = NatsServer.freePort();
      String at = ":a.service,server=" + server.url();
      List<String> service = Node.command("serve", "echo", "127.0.0.1:" + back);
      List<String> far =
          Node.command("relay", "-v", "nats-stream-listen" + at + ",fork", "tcp:127.0.0.1:" + back);
      List<String> near =
          Node.command("relay", "tcp-listen:127.0.0.1:" + front + ",fork", "nats-stream" + at);
      try (Program echo = Program.start(service).awaitListening(back);
          Program listener = Program.start(far).awaitError("listening");
          Program dialer = Program.start(near).awaitListening(front)) {
        for (int i = 0; i < 3; i++) {
          try (mortise.server.Connection member =
              mortise.server.Connection.of(Socket.dial("127.0.0.1", front))) {
            member.write("line " + i + "\n");
            assertThat(member.readLine(100)).isEqualTo("line " + i);
            member.closeWrite();
            assertThat(member.read(new byte[1])).isEqualTo(-1);
          }
        }
        dialer.signal("TERM").end();
        listener.signal("TERM").end();
        echo.signal("TERM").end();
      }
    }
  }

  /** Observers ask a peer for its address, and a subject has none. */
  @Test
  void observersShowBothKinds() throws Exception {
    try (NatsServer server = NatsServer.start();
        Client other = Client.of(server)) {
      String more = "server=" + server.url();
      try (Program relay =
              Program.start(Node.command("relay", "--hexdump", "nats:a.b," + more, "stdio"));
          Program far =
              Program.start(
                  Node.command(
                      "relay", "-v", "--hexdump", "nats-stream-listen:a.c," + more, "pipe"))) {
        while (!relay.out().contains("hello")) {
          other.connection().publish("a.b", bytes("hello"));
          Thread.sleep(50);
        }
        far.awaitError("listening");
        try (Program near =
            Program.start(Node.command("relay", "--report", "stdio", "nats-stream:a.c," + more))) {
          near.say("dumped\n").awaitOutput("dumped").endInput();
          assertThat(near.end().err()).contains("sent 7 B, received 7 B");
          assertThat(far.end().status()).isZero();
        }
        relay.endInput().signal("TERM").end();
      }
    }
  }

  @Test
  void streamToNobodyIsOneSentence() throws Exception {
    try (NatsServer server = NatsServer.start();
        Program relay =
            Program.start(
                Node.command("relay", "nats-stream:a.b,server=" + server.url(), "stdio"))) {
      Program.Ended ended = relay.endInput().end();
      assertThat(ended.status()).isOne();
      assertThat(ended.err())
          .isEqualTo(
              "mortise: nats-stream:a.b: connection refused: nothing listens at the subject\n");
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
