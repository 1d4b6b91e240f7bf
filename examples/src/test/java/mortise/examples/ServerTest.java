package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mortise.testing.Network;
import mortise.testing.Program;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ResourceLock(providers = Network.Locks.class)
final class ServerTest {
  private static final String SERVER = "got connected from ('127.0.0.1', PORT)\nhihi\n";
  private static final String CLIENT = "the data received is byebye\n";

  @AutoClose private Network network;

  @BeforeEach
  void prepare() throws Exception {
    network = Network.open(31500);
  }

  @Test
  void transcriptWithTheClientIsTheSeeds() throws Exception {
    try (Program server = network.start(Examples.run("Server")).awaitListening(31500);
        Program client = network.start(Examples.run("Client"))) {
      assertThat(client.end()).isEqualTo(new Program.Ended(0, CLIENT, ""));
      Program.Ended ended = server.end();
      assertThat(Examples.withoutPort(ended.out())).isEqualTo(SERVER);
      assertThat(ended.err()).isEmpty();
      assertThat(ended.status()).isZero();
    }
  }

  @Test
  void transcriptWithTheSeedsClientInPythonIsTheSame() throws Exception {
    try (Program server = network.start(Examples.compiled("Server")).awaitListening(31500);
        Program client = network.start(Examples.python("client.py"))) {
      assertThat(client.end()).isEqualTo(new Program.Ended(0, CLIENT, ""));
      assertThat(Examples.withoutPort(server.end().out())).isEqualTo(SERVER);
    }
  }

  @Test
  void telnetStandsInForTheClient() throws Exception {
    try (Program server = network.start(Examples.compiled("Server")).awaitListening(31500);
        Program telnet = network.start(Program.onTerminal("telnet", "127.0.0.1", "31500"))) {
      telnet.awaitOutput("byebye").say("hihi\n");
      Program.Ended ended = server.end();
      assertThat(Examples.withoutPort(ended.out()))
          .isEqualTo("got connected from ('127.0.0.1', PORT)\nhihi\r\n\n");
      assertThat(ended.status()).isZero();
      telnet.awaitOutput("Connection closed by foreign host.");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nc.openbsd 127.0.0.1 31500",
        "ncat 127.0.0.1 31500",
        "socat - TCP:127.0.0.1:31500",
      })
  void othersStandInForTheClient(String command) throws Exception {
    try (Program server = network.start(Examples.compiled("Server")).awaitListening(31500);
        Program client = network.start(List.of(command.split(" ")))) {
      client.awaitOutput("byebye").say("hihi");
      Program.Ended ended = server.end();
      assertThat(Examples.withoutPort(ended.out())).isEqualTo(SERVER);
      assertThat(ended.status()).isZero();
      assertThat(client.endInput().end().out()).isEqualTo("byebye");
    }
  }
}
