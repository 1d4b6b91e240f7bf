package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ThreadLocalRandom;
import mortise.testing.KernelFeature;
import mortise.testing.Needs;
import mortise.testing.NeedsKernel;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.Test;

/** TIPC within one node, with Python and with itself. */
@NeedsKernel(KernelFeature.TIPC)
final class TipcPeerTest {
  /** A service of its own for each test. */
  private final int service = ThreadLocalRandom.current().nextInt(1 << 20, 1 << 30);

  private static Socket open(Type type) throws IOException {
    return Socket.open(Family.TIPC, type).timeout(Needs.patience());
  }

  @Test
  void streamWithPythonThatConnects() throws Exception {
    try (Socket s = open(Type.STREAM)) {
      s.bind(Tipc.ofRange(service, 7, 9));
      s.listen(1);
      try (Program python =
              Python.start(
                  """
                  s = socket.socket(socket.AF_TIPC, socket.SOCK_STREAM)
                  s.connect((socket.TIPC_ADDR_NAME, int(sys.argv[1]), 8, 0))
                  s.send(b'hihi')
                  print(s.recv(512))
                  """,
                  service);
          Socket ss = s.accept().timeout(Needs.patience())) {
        assertThat(((Tipc) ss.peerAddress()).kind()).isEqualTo(Tipc.Kind.SOCKET);
        assertThat(ss.recv(512)).asString().isEqualTo("hihi");
        ss.send("byebye".getBytes());
        assertThat(python.end()).isEqualTo(Python.printed("b'byebye'\n"));
      }
    }
  }

  @Test
  void packetsWithPythonThatAccepts() throws Exception {
    try (Socket s = open(Type.SEQPACKET);
        Program python =
            Python.start(
                """
                s = socket.socket(socket.AF_TIPC, socket.SOCK_SEQPACKET)
                s.bind((socket.TIPC_ADDR_NAMESEQ, int(sys.argv[1]), 0, 3))
                s.listen(1)
                print()
                ss, _ = s.accept()
                print(ss.recv(512), ss.recv(512))
                """,
                service)) {
      python.awaitOutput("\n");
      s.connect(Tipc.ofService(service, 2));
      s.send("one".getBytes());
      s.send("two".getBytes());
      assertThat(python.end()).isEqualTo(Python.printed("\nb'one' b'two'\n"));
    }
  }

  @Test
  void datagramIsAnsweredByItsSender() throws Exception {
    try (Socket server = open(Type.RDM);
        Socket client = open(Type.RDM)) {
      server.bind(Tipc.ofRange(service, 0, 0));
      client.sendTo("ping".getBytes(), Tipc.ofService(service, 0));
      Datagram ping = server.recvFrom(512);
      assertThat(ping.data()).asString().isEqualTo("ping");
      assertThat(ping.sender()).isEqualTo(client.localAddress());
      server.sendTo("pong".getBytes(), ping.sender());
      assertThat(client.recv(512)).asString().isEqualTo("pong");
    }
  }

  /** A range is a group: each of its members gets what is sent to it. */
  @Test
  void rangeReachesAllWhoAreBoundInIt() throws Exception {
    try (Socket one = open(Type.RDM);
        Socket two = open(Type.RDM);
        Socket sender = open(Type.RDM)) {
      one.bind(Tipc.ofRange(service, 1, 1));
      two.bind(Tipc.ofRange(service, 2, 2));
      sender.sendTo("all".getBytes(), Tipc.ofRange(service, 0, 9));
      assertThat(one.recv(512)).asString().isEqualTo("all");
      assertThat(two.recv(512)).asString().isEqualTo("all");
    }
  }

  @Test
  void importanceIsAnOption() throws Exception {
    try (Socket s = open(Type.RDM)) {
      s.option(TipcOption.TIPC_IMPORTANCE, TipcOption.TIPC_HIGH_IMPORTANCE);
      assertThat(s.option(TipcOption.TIPC_IMPORTANCE)).isEqualTo(TipcOption.TIPC_HIGH_IMPORTANCE);
    }
  }

  @Test
  void connectToAServiceThatIsNotThereFails() throws Exception {
    try (Socket s = open(Type.STREAM)) {
      assertThatThrownBy(() -> s.connect(Tipc.ofService(service, 0)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("tipc:service:" + service + ":0:0")
          .hasMessageMatching("(?s).*\\((EHOSTUNREACH|ECONNREFUSED)\\).*");
    }
  }

  /** The topology service: struct tipc_subscr there, struct tipc_event back. */
  @Test
  void topologyServiceReportsAService() throws Exception {
    try (Socket topology = open(Type.SEQPACKET);
        Socket server = open(Type.RDM)) {
      topology.connect(Tipc.ofService(Tipc.TOPOLOGY_SERVICE, Tipc.TOPOLOGY_SERVICE));
      ByteBuffer subscription = ByteBuffer.allocate(28).order(ByteOrder.nativeOrder());
      subscription.putInt(service).putInt(0).putInt(9).putInt(Tipc.WAIT_FOREVER);
      subscription.putInt(Tipc.SUBSCRIBE_SERVICE);
      topology.send(subscription.array());
      server.bind(Tipc.ofRange(service, 4, 5));
      ByteBuffer event = ByteBuffer.wrap(topology.recv(512)).order(ByteOrder.nativeOrder());
      assertThat(event.getInt(0)).isEqualTo(Tipc.PUBLISHED);
      assertThat(event.getInt(4)).isEqualTo(4);
      assertThat(event.getInt(8)).isEqualTo(5);
    }
  }
}
