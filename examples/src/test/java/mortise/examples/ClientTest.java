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
final class ClientTest {
  private static final Program.Ended SPOKEN =
      new Program.Ended(0, "the data received is byebye\n", "");

  @AutoClose private Network network;

  @BeforeEach
  void prepare() throws Exception {
    network = Network.open(31500);
  }

  @Test
  void transcriptWithTheSeedsServerInPythonIsTheSeeds() throws Exception {
    network.needsUnused(31500);
    try (Program server = network.start(Examples.python("server.py")).awaitListening(31500);
        Program client = network.start(Examples.compiled("Client"))) {
      assertThat(client.end()).isEqualTo(SPOKEN);
      Program.Ended ended = server.end();
      assertThat(Examples.withoutPort(ended.out()))
          .isEqualTo("got connected from ('127.0.0.1', PORT)\nhihi\n");
      assertThat(ended.status()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nc.openbsd -l 127.0.0.1 31500",
        "ncat -l 127.0.0.1 31500",
        "socat - TCP-LISTEN:31500,bind=127.0.0.1,reuseaddr",
      })
  void othersStandInForTheServer(String command) throws Exception {
    try (Program server = network.start(List.of(command.split(" "))).awaitListening(31500);
        Program client = network.start(Examples.compiled("Client"))) {
      server.say("byebye").awaitOutput("hihi");
      assertThat(client.end()).isEqualTo(SPOKEN);
      assertThat(server.endInput().end().out()).isEqualTo("hihi");
    }
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    try (Program client = network.start(Examples.compiled("Client"))) {
      Program.Ended ended = client.end();
      assertThat(ended.status()).isEqualTo(1);
      assertThat(ended.err()).contains("connect 127.0.0.1:31500: Connection refused");
    }
  }
}
