package mortise.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import mortise.net.Family;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.testing.Loopback;
import mortise.testing.NeedsLinux;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServiceNotifierTest {
  private static ServiceNotifier of(Map<String, String> environment) {
    return ServiceNotifier.of(environment, 7);
  }

  @NeedsLinux("UNIX datagrams")
  @Test
  void statesGoToTheManagersSocket(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("notify");
    try (Socket manager = Socket.open(Family.UNIX, Type.DGRAM)) {
      manager.bind(Unix.of(path));
      ServiceNotifier notifier = of(Map.of("NOTIFY_SOCKET", path.toString()));
      assertThat(notifier.isPresent()).isTrue();
      notifier.ready();
      notifier.status("17 connections\nand more");
      notifier.alive();
      notifier.stopping();
      notifier.reloading();
      assertThat(manager.recv(99)).asString(UTF_8).isEqualTo("READY=1");
      assertThat(manager.recv(99)).asString(UTF_8).isEqualTo("STATUS=17 connections and more");
      assertThat(manager.recv(99)).asString(UTF_8).isEqualTo("WATCHDOG=1");
      assertThat(manager.recv(99)).asString(UTF_8).isEqualTo("STOPPING=1");
      assertThat(new String(manager.recv(99), UTF_8)).matches("RELOADING=1\nMONOTONIC_USEC=\\d+");
    }
  }

  /** The variable is a path as it is, and not the escaped text of an address. */
  @NeedsLinux("UNIX datagrams")
  @Test
  void pathOfTheManagerMayHaveBackslashes(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("a\\x41\\n");
    try (Socket manager = Socket.open(Family.UNIX, Type.DGRAM)) {
      manager.bind(Unix.of(path));
      of(Map.of("NOTIFY_SOCKET", path.toString())).ready();
      assertThat(manager.recv(99)).asString(UTF_8).isEqualTo("READY=1");
    }
  }

  @Test
  void managerMayHaveAnAbstractName() throws Exception {
    try (Socket manager = Loopback.UNIX_DATAGRAM.bound()) {
      String name = manager.localAddress().toString().replace("unix:", "");
      of(Map.of("NOTIFY_SOCKET", name)).ready();
      assertThat(manager.recv(99)).asString(UTF_8).isEqualTo("READY=1");
    }
  }

  @Test
  void withoutAManagerNothingHappens() throws Exception {
    ServiceNotifier notifier = of(Map.of());
    assertThat(notifier.isPresent()).isFalse();
    notifier.ready();
    assertThat(notifier.watchdogTime()).isEmpty();
  }

  @Test
  void watchdogIsForTheProcessItNames() {
    assertThat(of(Map.of("WATCHDOG_USEC", "1500000")).watchdogTime())
        .contains(Duration.ofMillis(1500));
    assertThat(of(Map.of("WATCHDOG_USEC", "1500000", "WATCHDOG_PID", "7")).watchdogTime())
        .contains(Duration.ofMillis(1500));
    assertThat(of(Map.of("WATCHDOG_USEC", "1500000", "WATCHDOG_PID", "8")).watchdogTime())
        .isEmpty();
  }

  @Test
  void variablesThatCannotBeReadAreNamed() {
    assertThatThrownBy(() -> of(Map.of("NOTIFY_SOCKET", "relative")))
        .hasMessageStartingWith("NOTIFY_SOCKET is \"relative\"");
    assertThatThrownBy(() -> of(Map.of("NOTIFY_SOCKET", "a\n\033[2J")))
        .hasMessageStartingWith("NOTIFY_SOCKET is \"a\\n\\x1b[2J\"");
    assertThatThrownBy(() -> of(Map.of("NOTIFY_SOCKET", "/run/\ufffd")))
        .hasMessageStartingWith("NOTIFY_SOCKET is not text in the encoding ");
    assertThatThrownBy(() -> of(Map.of("WATCHDOG_USEC", "0")))
        .hasMessageStartingWith("WATCHDOG_USEC is \"0\"");
  }
}
