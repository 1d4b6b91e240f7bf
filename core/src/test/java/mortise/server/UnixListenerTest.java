package mortise.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import mortise.net.Family;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.testing.Loopback;
import mortise.testing.NeedsLinux;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of a UNIX path that a server is opened at. */
final class UnixListenerTest {
  @TempDir private Path folder;

  private Unix path() {
    return Unix.of(folder.resolve("s").toString());
  }

  /** What a process that was killed leaves. */
  private void leaveStaleFile(Type type) throws Exception {
    try (Socket socket = Socket.open(Family.UNIX, type)) {
      socket.bind(path());
    }
    assertThat(folder.resolve("s")).exists();
  }

  @Test
  void staleFileIsReplacedAndItsOwnRemoved() throws Exception {
    leaveStaleFile(Type.STREAM);
    for (int i = 0; i < 2; i++) {
      try (Server server = Server.open(path(), c -> c.write("x"));
          Socket client = Socket.open(Family.UNIX, Type.STREAM)) {
        client.connect(server.address());
        assertThat(client.recv(1)).containsExactly('x');
      }
      assertThat(folder.resolve("s")).doesNotExist();
    }
  }

  @NeedsLinux("UNIX datagrams")
  @Test
  void pathOfALiveServerIsNotTaken() throws Exception {
    try (Server first = Server.of(c -> c.write("1")).listen(path()).open();
        Socket client = Socket.open(Family.UNIX, Type.STREAM)) {
      assertThatThrownBy(() -> Server.open(path(), c -> c.write("2")))
          .isInstanceOf(BindException.class);
      assertThatThrownBy(() -> DatagramServer.open(path(), p -> {}))
          .isInstanceOf(BindException.class);
      client.connect(first.address());
      assertThat(client.recv(1)).containsExactly('1');
    }
  }

  @Test
  void fileThatIsNoSocketStays() throws Exception {
    Files.writeString(folder.resolve("s"), "text");
    assertThatThrownBy(() -> Server.open(path(), c -> {})).isInstanceOf(BindException.class);
    assertThat(folder.resolve("s")).hasContent("text");
  }

  @NeedsLinux("UNIX datagrams")
  @Test
  void datagramServerReplacesAndRemovesToo() throws Exception {
    leaveStaleFile(Type.DGRAM);
    try (DatagramServer server = DatagramServer.open(path(), p -> {})) {
      assertThat(server.address()).isEqualTo(path());
    }
    assertThat(folder.resolve("s")).doesNotExist();
  }

  @NeedsLinux("abstract and automatic UNIX names")
  @Test
  void abstractNameAndPortAreAsBefore() throws Exception {
    Unix name = Unix.ofAbstract("mortise-test-" + ProcessHandle.current().pid());
    try (Server server = Server.open(name, c -> c.write("x"));
        Socket client = Loopback.UNIX_STREAM.client(server.address())) {
      assertThat(client.recv(1)).containsExactly('x');
    }
  }
}
