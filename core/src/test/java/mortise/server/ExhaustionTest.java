package mortise.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketException;
import java.time.Duration;
import mortise.net.Address;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.testing.ChildJvm;
import mortise.testing.Loopback;
import mortise.testing.Needs;
import mortise.testing.Program;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;

/** A server without descriptors, in a process of its own. */
final class ExhaustionTest {
  private static boolean isServed(Socket client) throws Exception {
    try {
      client.timeout(Duration.ofSeconds(60)).send(new byte[] {1});
      return client.recv(1).length == 1;
    } catch (SocketException e) {
      return false; // a reset is a close too
    }
  }

  private static String ask(Program child, String word) throws Exception {
    int before = child.out().split(";", -1).length;
    child.say(word + "\n").awaitOutputs(";", before);
    return child.out().strip().lines().toList().getLast().replace(";", "");
  }

  @Test
  void clientsAreClosedWithoutSpinningAndServedAgainLater() throws Exception {
    String prlimit = Needs.program("prlimit").toString();
    try (Program child = new ChildJvm().under(prlimit, "--nofile=64").start(FewDescriptors.class)) {
      int port = Integer.parseInt(child.awaitOutput("\n").out().strip());
      Address address = Inet4.LOOPBACK.withPort(port);
      try (Socket early = Loopback.TCP4.client(address)) {
        assertThat(isServed(early)).isTrue();
        assertThat(ask(child, "exhaust")).startsWith("exhaust refused=0");
        for (int i = 0; i < 20; i++) {
          try (Socket late = Loopback.TCP4.client(address)) {
            assertThat(isServed(late)).isFalse();
          }
        }
        Until.holds(() -> ask(child, "look").startsWith("look refused=20 "));
        assertThat(isServed(early)).as("who was there before").isTrue();
        assertThat(failures(ask(child, "look")))
            .as("a failure for each, no spinning")
            .isLessThan(70);
      }
      child.awaitError("out of file descriptors").awaitError("(EMFILE; raise ulimit -n)");
      ask(child, "relieve");
      try (Socket again = Loopback.TCP4.client(address)) {
        assertThat(isServed(again)).isTrue();
      }
      assertThat(child.say("end\n").end().status()).isZero();
    }
  }

  private static int failures(String answer) {
    return Integer.parseInt(answer.replaceFirst(".*failures=", ""));
  }
}
