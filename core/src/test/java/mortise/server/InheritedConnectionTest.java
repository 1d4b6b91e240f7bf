package mortise.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import mortise.net.Address;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.testing.Loopback;
import org.junit.jupiter.api.Test;

/** A socket that cannot be accepted from in a listener's place, as systemd passes it. */
final class InheritedConnectionTest {
  @Test
  void connectedSocketIsServedOnceAndTheServerEnds() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Socket client = Loopback.TCP4.client(listener.localAddress())) {
      Server server =
          Server.of(Echo::bytes).listen(ListenerConfig.of(listener.accept()).named("given")).open();
      client.send(new byte[] {7});
      assertThat(client.recv(1)).containsExactly(7);
      client.send(new byte[] {8});
      assertThat(client.recv(1)).containsExactly(8);
      client.shutdown(mortise.net.Shutdown.WR);
      server.await();
      assertThat(client.recv(1)).as("the end").isEmpty();
      assertThat(server.isOpen()).isFalse();
      assertThat(server.statistics().accepted()).isEqualTo(1);
      assertThat(server.statistics().acceptFailures()).isZero();
      server.close();
    }
  }

  @Test
  void serverWithAListenerTooGoesOn() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Socket client = Loopback.TCP4.client(listener.localAddress());
        Server server =
            Server.of(c -> c.write("x"))
                .listen(ListenerConfig.of(listener.accept()))
                .listen(Inet4.LOOPBACK)
                .open()) {
      assertThat(client.recv(2)).containsExactly('x');
      assertThat(client.recv(2)).isEmpty();
      List<Address> addresses = server.addresses();
      assertThat(addresses).hasSize(1);
      try (Socket another = Loopback.TCP4.client(addresses.getFirst())) {
        assertThat(another.recv(2)).containsExactly('x');
      }
    }
  }

  /** Its address is not cached, as that of an accepted socket is. */
  @Test
  void accessListRejectsASocketThatAnotherProcessHasAccepted() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Socket client = Loopback.TCP4.client(listener.localAddress());
        Server server =
            Server.of(c -> c.write("x"))
                .access(AccessList.ALLOW_ALL.deny("127.0.0.0/8"))
                .listen(ListenerConfig.of(Socket.ofDescriptor(listener.accept().detach())))
                .open()) {
      assertThat(client.recv(2)).isEmpty();
      server.await();
      assertThat(server.statistics().rejected(RejectReason.DENIED)).isEqualTo(1);
    }
  }

  @Test
  void connectionHasThePeersAddress() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Socket client = Loopback.TCP4.client(listener.localAddress());
        Server server =
            Server.of(Echo::bytes)
                .listen(ListenerConfig.of(Socket.ofDescriptor(listener.accept().detach())))
                .open()) {
      client.send(new byte[] {7});
      assertThat(client.recv(1)).containsExactly(7);
      assertThat(server.connections())
          .extracting(ConnectionInfo::peer)
          .containsExactly(client.localAddress());
      client.shutdown(mortise.net.Shutdown.WR);
      server.await();
    }
  }

  @Test
  void socketThatNeitherListensNorIsConnectedIsRefusedAtTheStart() throws Exception {
    try (Socket socket = Socket.open()) {
      ServerConfig config = Server.of(Echo::bytes).listen(ListenerConfig.of(socket));
      assertThatThrownBy(config::open)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("neither listens nor is connected");
    }
  }
}
