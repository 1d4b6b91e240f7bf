package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.SocketException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Factories that a driver makes by a class name alone. */
final class SocketFactoryByNameTest {
  @TempDir private Path folder;

  @Test
  void hostThatIsAnAddressIsConnectedTo() throws Exception {
    Unix address = Unix.of(folder.resolve("socket"));
    try (Socket listener = Socket.listener(address)) {
      String path = folder.resolve("socket").toString();
      for (String host : new String[] {path, path.replace("/", "%2F"), address.toString()}) {
        try (java.net.Socket socket = SocketFactory.getDefault().createSocket(host, 5)) {
          try (Socket peer = listener.accept()) {
            peer.sendAll("x");
          }
          InputStream in = socket.getInputStream();
          assertThat(in.read()).isEqualTo('x');
        }
      }
    }
  }

  @Test
  void hostIsConnectedToByTcp() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK.withPort(0))) {
      int port = ((Inet) listener.localAddress()).port();
      try (java.net.Socket socket = new SocketFactory().createSocket("localhost", port);
          Socket peer = listener.accept()) {
        assertThat(socket.getPort()).isEqualTo(port);
        peer.sendAll("x");
        assertThat(socket.getInputStream().read()).isEqualTo('x');
      }
    }
  }

  @Test
  void unconnectedSocketNeedsAnAddress() {
    assertThatThrownBy(() -> new SocketFactory().createSocket())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("-Dmortise.socket.address=unix:/path");
  }
}
