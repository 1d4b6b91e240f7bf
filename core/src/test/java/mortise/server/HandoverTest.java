package mortise.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import mortise.net.Address;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.net.Unix;
import mortise.testing.ChildJvm;
import mortise.testing.Loopback;
import mortise.testing.NeedsLinux;
import mortise.testing.Program;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class HandoverTest {
  private static Program start(Path path, String kind) throws Exception {
    return new ChildJvm().start(HotServer.class, path.toString(), kind);
  }

  private static String ask(Address address, String line) throws Exception {
    try (Socket client = Loopback.TCP4.client(address)) {
      client.timeout(Duration.ofSeconds(60)).sendAll((line + "\n").getBytes(UTF_8));
      return Connection.of(client).readLine(20);
    }
  }

  /** Connects all the time until the successor answers; tells how often each process did. */
  private static Map<String, Integer> hammer(Address address, String until) throws Exception {
    Map<String, Integer> answers = new TreeMap<>();
    while (answers.getOrDefault(until, 0) < 200) {
      answers.merge(ask(address, "who"), 1, Integer::sum);
    }
    return answers;
  }

  @Test
  void notOneConnectionIsRefusedWhileASuccessorTakesOver(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("handover");
    try (Program old = start(path, "first")) {
      String port = old.awaitOutput("\n").out().strip().replace("port ", "");
      Address address = Inet4.LOOPBACK.withPort(Integer.parseInt(port));
      assertThat(ask(address, "who")).isEqualTo("" + old.pid());
      try (Program successor = start(path, "next")) {
        Running<String> slow = null;
        Running<Map<String, Integer>> client =
            Running.start(Threads.VIRTUAL, () -> hammer(address, "" + successor.pid()));
        slow = Running.start(Threads.VIRTUAL, () -> ask(address, "slow"));
        Map<String, Integer> answers = client.end().returned();
        assertThat(answers.keySet()).contains("" + successor.pid());
        assertThat(answers.keySet()).isSubsetOf("" + old.pid(), "" + successor.pid());
        assertThat(slow.end().returned()).isNotEmpty();
        assertThat(old.end().out()).endsWith("ended 0\n");
        assertThat(ask(address, "who")).isEqualTo("" + successor.pid());
        assertThat(successor.out()).contains("inherited main\n");
        successor.awaitOutput("port " + port);
      }
    }
  }

  @Test
  void oldServerGoesOnWhenItsSuccessorFails(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("handover");
    try (Program old = start(path, "first")) {
      String port = old.awaitOutput("\n").out().strip().replace("port ", "");
      Address address = Inet4.LOOPBACK.withPort(Integer.parseInt(port));
      try (Program failing = start(path, "failing")) {
        assertThat(failing.end().status()).isEqualTo(3);
      }
      for (int i = 0; i < 20; i++) {
        assertThat(ask(address, "who")).isEqualTo("" + old.pid());
      }
    }
  }

  @Test
  void nobodyThereIsToldAtOnce(@TempDir Path folder) {
    Unix path = Unix.of(folder.resolve("nobody"));
    assertThatThrownBy(() -> Handover.take(path, Duration.ofSeconds(1)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining(path.toString());
  }

  @NeedsLinux("descriptor passing")
  @Test
  void connectionsOfTheQueueGoAlong(@TempDir Path folder) throws Exception {
    Unix path = Unix.of(folder.resolve("handover"));
    Socket listener = Loopback.TCP4.listener();
    Address address = listener.localAddress();
    Server old = Server.of(Echo::lines).listen(ListenerConfig.of(listener).named("a b")).open();
    try (Handover _ = Handover.offer(old, path)) {
      Handover.Inheritance taken = Handover.take(path, Duration.ofSeconds(10));
      assertThat(taken.listeners()).extracting(ListenerConfig::name).containsExactly("a b");
      taken.ready();
      // Nobody accepts now, and the kernel takes connections all the same.
      try (Socket client = Loopback.TCP4.client(address)) {
        client.send("early\n".getBytes(UTF_8));
        ServerConfig config = Server.of(Echo::lines).listen(taken.listeners().getFirst());
        try (Server successor = config.open()) {
          assertThat(Connection.of(client).readLine(9)).isEqualTo("early");
          assertThat(successor.address()).isEqualTo(address);
        }
      }
      taken.close();
      old.await();
    }
    assertThat(path.path()).doesNotExist();
  }
}
