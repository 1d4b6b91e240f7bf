package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Link-local addresses, ipv6(7): the scope says by which interface. */
final class ScopePeerTest {
  private Namespace here;
  private Namespace there;

  @BeforeEach
  void join() throws Exception {
    here = Namespace.open();
    there = Namespace.open();
    here.cable(there);
  }

  @AfterEach
  void leave() {
    for (Namespace each : new Namespace[] {here, there}) {
      if (each != null) {
        each.close();
      }
    }
  }

  @Test
  void datagramsGoByTheInterfaceOfTheScope() throws Exception {
    try (Socket s = here.socket(Family.INET6, Type.DGRAM)) {
      Inet ours = here.call(() -> Inet.of("fe80::1%left", 0));
      assertThat(((Inet6) ours).scope()).isEqualTo(here.index("left"));
      s.bind(ours);
      ours = (Inet) s.localAddress();
      try (Program python =
          there.start(
              Python.command(
                  """
                  s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
                  right = socket.if_nametoindex('right')
                  s.bind(('fe80::2', 0, 0, right))
                  s.sendto(b'ping', ('fe80::1', int(sys.argv[1]), 0, right))
                  data, sender = s.recvfrom(512)
                  print(data, sender[0], sender[3] == right)
                  """,
                  ours.port()))) {
        Datagram ping = s.recvFrom(512);
        assertThat(ping.sender())
            .isEqualTo(here.call(() -> Inet.of("fe80::2%left", ((Inet) ping.sender()).port())));
        s.sendTo("pong".getBytes(), ping.sender());
        assertThat(python.end()).isEqualTo(Python.printed("b'pong' fe80::1 True\n"));
      }
    }
  }

  @Test
  void connectionsGoByTheInterfaceOfTheScope() throws Exception {
    try (Socket s = here.socket(Family.INET6, Type.STREAM);
        Program python =
            there.start(
                Python.command(
                    """
                    s = socket.socket(socket.AF_INET6)
                    s.bind(('fe80::2', 7, 0, socket.if_nametoindex('right')))
                    s.listen(1)
                    print('ready')
                    ss, peer = s.accept()
                    print(peer[0], peer[3] == socket.if_nametoindex('right'), ss.recv(512))
                    """))) {
      python.awaitOutput("ready");
      Address theirs = here.call(() -> Address.parse("[fe80::2%left]:7"));
      s.connect(theirs);
      assertThat(s.peerAddress()).isEqualTo(theirs);
      assertThat(((Inet6) s.localAddress()).host()).isEqualTo("fe80::1%" + here.index("left"));
      s.send("hello".getBytes());
      assertThat(python.end()).isEqualTo(Python.printed("ready\nfe80::1 True b'hello'\n"));
    }
  }

  @Test
  void linkLocalAddressWithoutAScopeIsRefused() throws Exception {
    try (Socket s = here.socket(Family.INET6, Type.STREAM)) {
      s.timeout(Duration.ZERO);
      assertThat(s.connectEx(Inet.of("fe80::2", 7))).isEqualTo(Errno.EINVAL.number());
    }
  }
}
