package mortise.cli.nc;

import static org.assertj.core.api.Assertions.assertThat;

import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.net.TcpOption;
import org.junit.jupiter.api.Test;

final class ConnectedSocketsTest {
  /** Without it each 16 KiB there and back wait for an acknowledgement, as ncat's do. */
  @Test
  void smallPartsAreNotHeldBack() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Socket client = Socket.open();
        Socket peer = connected(client, listener)) {
      NcSockets.client(client);
      NcSockets.connected(peer);
      assertThat(client.option(TcpOption.TCP_NODELAY)).isTrue();
      assertThat(peer.option(TcpOption.TCP_NODELAY)).isTrue();
    }
  }

  private static Socket connected(Socket client, Socket listener) throws Exception {
    client.connect(listener.localAddress());
    return listener.accept();
  }
}
