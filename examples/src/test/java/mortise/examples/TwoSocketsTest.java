package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import mortise.testing.Network;
import mortise.testing.Program;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** With our own server: {@link ForeverServerTest}. */
@ResourceLock(providers = Network.Locks.class)
final class TwoSocketsTest {
  static final Program.Ended SPOKEN =
      new Program.Ended(
          0,
          """
          the data received is
               hello I am server,welcome
          the data received from server is
              hello I am server,welcome
          """,
          "");

  @AutoClose private Network network;

  @BeforeEach
  void prepare() throws Exception {
    network = Network.open(2000);
  }

  @Test
  void bothConversationsWithTheSeedsServerInPythonAreWhole() throws Exception {
    network.needsUnused(2000);
    try (Program server = network.start(Examples.python("forever_server.py")).awaitListening(2000);
        Program client = network.start(Examples.compiled("TwoSockets"))) {
      assertThat(client.end()).isEqualTo(SPOKEN);
      server.awaitOutput("client send use sock2\n");
      assertThat(Examples.withoutPort(server.out()))
          .isEqualTo(
              """
              got connected from ('127.0.0.1', PORT)
              hihi I am client
              got connected from ('127.0.0.1', PORT)
              client send use sock2
              """);
    }
  }
}
