package mortise.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import mortise.net.Family;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.testing.ChildJvm;
import mortise.testing.Loopback;
import mortise.testing.Program;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;

/** How long a JVM lives with a server. */
final class OpenServerTest {
  private static int port(Program child) throws Exception {
    return Integer.parseInt(child.awaitOutput("\n").out().strip());
  }

  @Test
  void openServerKeepsTheJvmAliveUntilItIsClosed() throws Exception {
    try (Program child = new ChildJvm().start(Unattended.class, "server")) {
      int port = port(child);
      awaitEndOfMain(child);
      try (Socket client = Loopback.TCP4.client(Inet4.LOOPBACK.withPort(port))) {
        assertThat(client.recv(1)).containsExactly('x');
      }
      assertThat(child.end().status()).isZero();
    }
  }

  @Test
  void openServerOfDatagramsDoesSoToo() throws Exception {
    try (Program child = new ChildJvm().start(Unattended.class, "packets")) {
      int port = port(child);
      awaitEndOfMain(child);
      try (Socket client = Socket.open(Family.INET, Type.DGRAM)) {
        client.connect(Inet4.LOOPBACK.withPort(port));
        client.send(new byte[] {'x'});
        assertThat(client.recv(1)).containsExactly('x');
      }
      assertThat(child.end().status()).isZero();
    }
  }

  @Test
  void daemonDoesNot() throws Exception {
    try (Program child = new ChildJvm().start(Unattended.class, "daemon")) {
      assertThat(child.end().status()).isZero();
    }
  }

  /** The JVM names the thread that waits for the others after main. */
  private static void awaitEndOfMain(Program child) throws Exception {
    Until.holds(() -> !child.isAlive() || threads(child).contains("DestroyJavaVM"));
    assertThat(child.isAlive()).isTrue();
  }

  private static String threads(Program child) throws Exception {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try (Program asked = Program.start(jcmd, child.pid(), "Thread.print")) {
      return asked.end().out();
    }
  }
}
