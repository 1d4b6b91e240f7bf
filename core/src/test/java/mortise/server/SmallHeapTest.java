package mortise.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mortise.net.Address;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.testing.ChildJvm;
import mortise.testing.Loopback;
import mortise.testing.Program;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A lack of memory ends conversations, and nothing that serves more than one. */
final class SmallHeapTest {
  private static final int CLIENTS = 2;
  private static final int EACH = 4;
  private static final String GRANT = "--add-opens=java.base/java.lang=ALL-UNNAMED";

  @ParameterizedTest
  @ValueSource(strings = {GRANT, "-Dgrant=none"})
  void serverGoesOnAfterHandlersThatFillTheHeap(String option) throws Exception {
    try (Program child =
        new ChildJvm().with("-Xmx32m", "-XX:+UseSerialGC", option).start(SmallHeap.class)) {
      int port = Integer.parseInt(child.awaitOutput("\n").out().strip());
      Address address = Inet4.LOOPBACK.withPort(port);
      List<Running<Void>> attackers = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int first = i;
        attackers.add(Running.start(Threads.VIRTUAL, () -> attack(address, first)));
      }
      for (Running<Void> attacker : attackers) {
        attacker.end().returned();
      }
      for (int i = 0; i < 50; i++) {
        assertThat(ask(address, 'g')).as("conversation %d afterwards", i).isTrue();
      }
      child.say("look\n").awaitOutput(";");
      if (option.equals(GRANT)) {
        assertThat(child.out()).contains("watch=true");
      }
      assertThat(child.say("end\n").end().status()).isZero();
    }
  }

  private static Void attack(Address address, int first) throws IOException {
    String wishes = "lgsgtghg";
    for (int i = 0; i < EACH; i++) {
      ask(address, wishes.charAt((first + i) % wishes.length()));
    }
    return null;
  }

  /** Whether a wish was answered; the server may end the conversation, and must not leave it. */
  private static boolean ask(Address address, char wish) throws SocketTimeoutException {
    try (Socket socket = Loopback.TCP4.client(address)) {
      socket.timeout(Duration.ofSeconds(60));
      socket.send(new byte[] {(byte) wish});
      return socket.recv(1).length == 1;
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return false;
    }
  }
}
