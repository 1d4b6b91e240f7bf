package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import mortise.testing.Network;
import mortise.testing.Program;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(providers = Network.Locks.class)
final class ForeverServerTest {
  private static final String CONNECTED = "got connected from ('127.0.0.1', PORT)\n";
  private static final String TWO_CLIENTS =
      CONNECTED + "hihi I am client\n" + CONNECTED + "client send use sock2\n";

  @AutoClose private Network network;

  @BeforeEach
  void prepare() throws Exception {
    network = Network.open(2000);
  }

  @Test
  void transcriptWithTwoSocketsIsWholeTwice() throws Exception {
    try (Program server = network.start(Examples.run("ForeverServer")).awaitListening(2000)) {
      for (int i = 0; i < 2; i++) {
        try (Program client = network.start(Examples.run("TwoSockets"))) {
          assertThat(client.end()).isEqualTo(TwoSocketsTest.SPOKEN);
        }
      }
      server.awaitOutputs("client send use sock2\n", 2);
      assertThat(Examples.withoutPort(server.out())).isEqualTo(TWO_CLIENTS + TWO_CLIENTS);
    }
  }

  @Test
  void transcriptWithTheSeedsTwoSocketsInPythonIsTheSame() throws Exception {
    try (Program server = network.start(Examples.compiled("ForeverServer")).awaitListening(2000);
        Program client = network.start(Examples.python("two_sockets.py"))) {
      assertThat(client.end()).isEqualTo(TwoSocketsTest.SPOKEN);
      server.awaitOutput("client send use sock2\n");
      assertThat(Examples.withoutPort(server.out())).isEqualTo(TWO_CLIENTS);
    }
  }

  @Test
  void servesOneTelnetAfterTheOther() throws Exception {
    try (Program server = network.start(Examples.compiled("ForeverServer")).awaitListening(2000)) {
      for (String line : new String[] {"first", "second"}) {
        try (Program telnet = network.start(Program.onTerminal("telnet", "127.0.0.1", "2000"))) {
          telnet.awaitOutput("hello I am server,welcome").say(line + "\n");
          telnet.awaitOutput("Connection closed by foreign host.");
        }
      }
      server.awaitOutput("second\r\n\n");
      assertThat(Examples.withoutPort(server.out()))
          .isEqualTo(CONNECTED + "first\r\n\n" + CONNECTED + "second\r\n\n");
    }
  }
}
