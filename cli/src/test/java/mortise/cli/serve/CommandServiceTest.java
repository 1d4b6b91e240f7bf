package mortise.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mortise.net.Address;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.server.Server;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of a command when its connection is over. */
final class CommandServiceTest {
  @TempDir Path folder;

  private static Server serve(String line) throws IOException {
    return Server.of(BuiltInServices.command(line)).listen(Inet4.LOOPBACK).open();
  }

  private static Connection connect(Address address) throws IOException {
    Socket socket = Socket.open(address.family(), mortise.net.Type.STREAM);
    socket.connect(address);
    return Connection.of(socket);
  }

  private static boolean lives(String pid) {
    try {
      return !Files.readString(Path.of("/proc", pid, "stat"))
          .replaceFirst("(?s).*\\) ", "")
          .startsWith("Z");
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trap '' TERM; sleep 1000 & echo $!; echo $$; wait; wait; sleep 1000; sleep 1000",
        "sleep 1000 & echo $!; echo $$; wait"
      })
  void resetEndsTheWholeGroupThoughItIgnoresSigterm(String line) throws Exception {
    try (Server server = serve(line);
        Connection peer = connect(server.address())) {
      String grandchild = peer.readLine(100);
      String child = peer.readLine(100);
      assertThat(lives(child) && lives(grandchild)).isTrue();
      peer.abort();
      Until.holds(() -> !lives(child) && !lives(grandchild));
    }
  }

  /** What the peer has sent fills the pipe, so nothing is read of the connection either. */
  @Test
  void resetIsSeenWhileTheCommandReadsNothing() throws Exception {
    try (Server server = serve("echo $$; trap '' TERM; sleep 1000; sleep 1000");
        Connection peer = connect(server.address())) {
      String child = peer.readLine(100);
      Thread.ofVirtual()
          .start(() -> {
            try {
              peer.write(new byte[64 << 20]);
            } catch (IOException _) {
              // It is reset under this thread.
            }
          });
      // Until the pipe is full.
      Path pipe = Path.of("/proc", child, "fd", "0");
      Until.holds(() -> Files.exists(pipe) && server.statistics().received() >= 1 << 16);
      peer.abort();
      Until.holds(() -> !lives(child));
    }
  }

  /** A peer that has sent all and closed is no reason to throw away what it has sent. */
  @Test
  void peerThatClosesInOrderIsReadToTheEnd() throws Exception {
    Path go = folder.resolve("go");
    Path got = folder.resolve("got");
    String line =
        "until test -e GO; do sleep 0.02; done; "
            + "echo a; sleep 0.02; echo b; sleep 0.02; echo c; cat >GOT; echo >>GOT";
    line = line.replace("GOT", got.toString()).replace("GO", go.toString());
    try (Server server = serve(line)) {
      try (Connection peer = connect(server.address())) {
        peer.write("all of it".getBytes());
      }
      // The handler has seen the end, and looks once more whether the peer is there.
      Until.holds(() -> server.statistics().received() == 9);
      Files.createFile(go);
      Until.holds(() -> Files.exists(got) && Files.readString(got).equals("all of it\n"));
    }
  }
}
