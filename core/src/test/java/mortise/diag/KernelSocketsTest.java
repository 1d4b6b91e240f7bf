package mortise.diag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.Errno;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.LinkAddress;
import mortise.net.Netlink;
import mortise.net.Protocol;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.net.TcpOption;
import mortise.net.TcpState;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.testing.Needs;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel lists of sockets that a test made. */
final class KernelSocketsTest {
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:0", "[::1]:0"})
  void tcpConnectionHasBothEndsAndItsQueues(String place) throws IOException {
    Address address = Address.parse(place);
    try (Socket listener = Socket.listener(address);
        Socket client = Socket.open(address.family(), Type.STREAM)) {
      client.connect(listener.localAddress());
      try (Socket accepted = listener.accept()) {
        client.send(new byte[1000]);
        accepted.awaitReadable(Deadline.NEVER);
        KernelSocket there = one(Protocol.TCP, accepted);
        assertThat(there.state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(there.local()).isEqualTo(accepted.localAddress());
        assertThat(there.peer()).isEqualTo(client.localAddress());
        assertThat(there.queues().received()).isEqualTo(1000);
        assertThat(there.details().tcp().orElseThrow().bytesReceived())
            .isEqualTo(OptionalLong.of(1000));
        assertThat(there.details().congestion())
            .isEqualTo(accepted.option(TcpOption.TCP_CONGESTION));
        assertThat(one(Protocol.TCP, listener).state()).isEqualTo(TcpState.LISTEN);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:0", "[::1]:0"})
  void connectionIsFoundByItsTwoAddresses(String place) throws Exception {
    Address address = Address.parse(place);
    try (KernelSockets kernel = KernelSockets.open();
        Socket listener = Socket.listener(address);
        Socket client = Socket.open(address.family(), Type.STREAM)) {
      client.connect(listener.localAddress());
      Inet here = (Inet) client.localAddress();
      Inet there = (Inet) listener.localAddress();
      try (Socket accepted = listener.accept()) {
        assertThat(kernel.tcp(there, here).orElseThrow().holder())
            .isEqualTo(one(Protocol.TCP, accepted).holder());
        assertThat(kernel.tcp(here, there).orElseThrow().holder())
            .isEqualTo(one(Protocol.TCP, client).holder());
        // Nothing but the listener has this port, and it has no peer.
        assertThat(kernel.tcp(there, there)).isEmpty();
      }
      assertThat(client.recv(1)).isEmpty();
      Until.holds(() -> kernel.tcp(there, here).orElseThrow().holder().inode() == 0);
    }
  }

  @Test
  void mptcpSocketIsThereAndNoTcp() throws IOException {
    try (Socket socket = mptcp()) {
      socket.bind(Address.parse("127.0.0.1:0"));
      socket.listen(5);
      KernelSocket there = one(Protocol.MPTCP, socket);
      assertThat(there.state()).isEqualTo(TcpState.LISTEN);
      assertThat(there.details().tcp()).isEmpty();
      try (KernelSockets kernel = KernelSockets.open()) {
        assertThat(kernel.inet(Family.INET, Protocol.MPTCP, false))
            .allSatisfy(each -> assertThat(each.protocol()).isEqualTo(Protocol.MPTCP));
      }
    }
  }

  private static Socket mptcp() throws IOException {
    try (KernelSockets kernel = KernelSockets.open()) {
      kernel.inet(Family.INET, Protocol.MPTCP, false);
      return Socket.open(Family.INET, Type.STREAM, Protocol.MPTCP);
    } catch (IOException e) {
      assumeTrue(false, "this kernel has or lists no MPTCP: " + e.getMessage());
      throw e;
    }
  }

  @Test
  void udpSocketIsThere() throws IOException {
    try (Socket socket = Socket.open(Family.INET, Type.DGRAM)) {
      socket.bind(Address.parse("127.0.0.1:0"));
      KernelSocket there = one(Protocol.UDP, socket);
      assertThat(there.type()).isEqualTo(Type.DGRAM);
      assertThat(there.state()).isEqualTo(TcpState.CLOSE);
    }
  }

  @Test
  void rawSocketHasItsProtocol() throws IOException {
    assumeTrue(Needs.isRoot(), "raw sockets need root");
    try (Socket socket = Socket.open(Family.INET, Type.RAW, new Protocol(253))) {
      KernelSocket there = one(Protocol.RAW, socket);
      assertThat(there.type()).isEqualTo(Type.RAW);
      assertThat(there.protocol()).isEqualTo(new Protocol(253));
    }
  }

  @Test
  void unixSocketsKnowTheirNamesAndEachOther(@TempDir Path folder) throws IOException {
    Unix path = Unix.of(folder.resolve("s"));
    try (Socket listener = Socket.listener(path);
        Socket client = Socket.open(Family.UNIX, Type.STREAM);
        Socket waiting = Socket.open(Family.UNIX, Type.STREAM)) {
      client.connect(path);
      try (Socket accepted = listener.accept();
          KernelSockets sockets = KernelSockets.open()) {
        waiting.connect(path);
        List<KernelSocket> all = sockets.unix();
        KernelSocket listening = withInode(all, listener);
        assertThat(listening.local()).isEqualTo(path);
        assertThat(listening.state()).isEqualTo(TcpState.LISTEN);
        assertThat(listening.queues().received()).isEqualTo(1);
        assertThat(listening.details().waiting()).hasSize(1);
        assertThat(withInode(all, accepted).details().peerInode())
            .isEqualTo(OptionalLong.of(inode(client)));
      }
    }
  }

  @Test
  void packetSocketHasItsProtocol() throws IOException {
    assumeTrue(Needs.isRoot(), "packet sockets need root");
    try (Socket socket = Socket.open(Family.PACKET, Type.DGRAM);
        KernelSockets sockets = KernelSockets.open()) {
      socket.bind(LinkAddress.of(0x88b5, 1));
      assertThat(withInode(sockets.packet(), socket).local()).isEqualTo(LinkAddress.of(0x88b5, 1));
    }
  }

  @Test
  void netlinkSocketsAreListed() throws IOException {
    try (Socket socket = Socket.open(Family.NETLINK, Type.RAW, Protocol.NETLINK_ROUTE);
        KernelSockets sockets = KernelSockets.open()) {
      socket.bind(new Netlink(0, 1));
      KernelSocket there = withInode(sockets.netlink(), socket);
      assertThat(there.local()).isEqualTo(socket.localAddress());
      assertThat(there.protocol()).isEqualTo(Protocol.NETLINK_ROUTE);
    }
  }

  @Test
  void listGoesOnAfterARefusedQuestion() throws IOException {
    try (KernelSockets sockets = KernelSockets.open()) {
      assertThatThrownBy(() -> sockets.inet(Family.INET, new Protocol(200), false))
          .isInstanceOfSatisfying(
              SocketFailure.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
          .hasMessageContaining("sock_diag of AF_INET");
      assertThat(sockets.unix()).isNotNull();
    }
  }

  @Test
  void destroyedConnectionIsAborted() throws IOException {
    assumeTrue(Needs.isRoot(), "sock_destroy needs root");
    try (Socket listener = Socket.listener(Address.parse("127.0.0.1:0"));
        Socket client = Socket.open();
        KernelSockets sockets = KernelSockets.open()) {
      client.connect(listener.localAddress());
      try (Socket accepted = listener.accept()) {
        KernelSocket there = one(Protocol.TCP, client);
        try {
          sockets.destroy(there);
        } catch (IOException e) {
          assumeTrue(
              !(e instanceof SocketFailure f) || !f.errno().equals(Errno.EOPNOTSUPP), "" + e);
          throw e;
        }
        assertThatThrownBy(() -> client.recv(1)).hasMessageContaining(Errno.ECONNABORTED.name());
        assertThatThrownBy(() -> accepted.recv(1)).hasMessageContaining(Errno.ECONNRESET.name());
        assertThatThrownBy(() -> sockets.destroy(there)).hasMessageContaining("ENOENT");
      }
    }
  }

  private static KernelSocket one(Protocol protocol, Socket socket) throws IOException {
    try (KernelSockets sockets = KernelSockets.open()) {
      return withInode(sockets.inet(socket.family(), protocol, true), socket);
    }
  }

  private static KernelSocket withInode(List<KernelSocket> all, Socket socket) throws IOException {
    long inode = inode(socket);
    List<KernelSocket> found = all.stream().filter(s -> s.holder().inode() == inode).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static long inode(Socket socket) throws IOException {
    Path link = Path.of("/proc/self/fd/" + socket.fileno());
    String target = Files.readSymbolicLink(link).toString();
    return Long.parseLong(target.replaceAll("\\D", ""));
  }
}
