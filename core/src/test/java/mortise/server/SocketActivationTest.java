package mortise.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.net.Unix;
import mortise.testing.ChildJvm;
import mortise.testing.Loopback;
import mortise.testing.Needs;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SocketActivationTest {
  @Test
  void socketsOfSystemdAreServed(@TempDir Path folder) throws Exception {
    String activate = Needs.program("systemd-socket-activate").toString();
    Path path = folder.resolve("s");
    int port;
    try (Socket probe = Loopback.TCP4.bound()) {
      port = ((Inet4) probe.localAddress()).port();
    }
    try (Program child =
        new ChildJvm()
            .under(activate, "-l", "127.0.0.1:" + port, "-l", "" + path, "--fdname=web:control")
            .start(Activated.class)) {
      child.awaitListening(port);
      try (Socket tcp = Loopback.TCP4.client(Inet4.LOOPBACK.withPort(port));
          Socket unix = Loopback.UNIX_STREAM.client(Unix.of(path))) {
        child.awaitOutput("listeners [web, control]");
        for (Socket client : new Socket[] {tcp, unix}) {
          client.send("hello\n".getBytes(UTF_8));
          assertThat(Connection.of(client).readLine(9)).isEqualTo("hello");
        }
      }
      assertThat(child.say("end\n").end().status()).isZero();
    }
  }

  @Test
  void variablesForAnotherProcessMeanNothing() {
    assertThat(SocketActivation.count(Map.of("LISTEN_FDS", "2", "LISTEN_PID", "7"), 7))
        .isEqualTo(2);
    assertThat(SocketActivation.count(Map.of("LISTEN_FDS", "2", "LISTEN_PID", "8"), 7)).isZero();
    assertThat(SocketActivation.count(Map.of("LISTEN_FDS", "2"), 7)).isZero();
    assertThat(SocketActivation.count(Map.of(), 7)).isZero();
    assertThatThrownBy(
            () -> SocketActivation.count(Map.of("LISTEN_FDS", "two", "LISTEN_PID", "7"), 7))
        .hasMessage("LISTEN_FDS is \"two\" (expected a number)");
  }

  @Test
  void socketsWithoutANameAreUnknown() {
    assertThat(SocketActivation.names(Map.of(), 2)).containsExactly("unknown", "unknown");
    assertThat(SocketActivation.names(Map.of("LISTEN_FDNAMES", "a::c"), 3))
        .containsExactly("a", "", "c");
  }
}
