package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import mortise.testing.Loopback;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** TCP and UDP over both versions of IP, against Python, netcat and socat. */
final class InetPeerTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @ParameterizedTest
  @CsvSource({
    "TCP4, nc.openbsd -N 127.0.0.1 PORT",
    "TCP4, socat - TCP4:127.0.0.1:PORT",
    "TCP6, nc.openbsd -N ::1 PORT",
    "TCP6, socat - TCP6:[::1]:PORT",
  })
  void othersConnect(Loopback kind, String command) throws Exception {
    try (Socket s = kind.listener().timeout(LIMIT)) {
      Inet local = (Inet) s.localAddress();
      try (Program peer = start(command, local);
          Socket ss = s.accept().timeout(LIMIT)) {
        assertThat(((Inet) ss.peerAddress()).host()).isEqualTo(local.host());
        peer.say("question\n").endInput();
        assertThat(ss.recv(512)).asString().isEqualTo("question\n");
        assertThat(ss.recv(512)).isEmpty();
        ss.send("answer\n".getBytes());
        ss.shutdown(Shutdown.WR);
        assertThat(peer.end()).isEqualTo(new Program.Ended(0, "answer\n", ""));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP4", "TCP6"})
  void pythonAccepts(Loopback kind) throws Exception {
    try (Socket s = kind.bound().timeout(LIMIT);
        Program python =
            Python.start(
                """
                s = socket.socket(getattr(socket, sys.argv[1]))
                s.bind((sys.argv[2], 0))
                s.listen(1)
                print(s.getsockname()[1])
                ss, address = s.accept()
                print(address[:2] == (sys.argv[2], int(sys.argv[3])), ss.recv(512))
                ss.send(b'byebye')
                """,
                kind.family(),
                ((Inet) kind.anywhere()).host(),
                ((Inet) s.localAddress()).port())) {
      int port = Integer.parseInt(python.awaitOutput("\n").out().strip());
      Inet theirs = ((Inet) kind.anywhere()).withPort(port);
      s.connect(theirs);
      assertThat(s.peerAddress()).isEqualTo(theirs);
      s.send("hihi".getBytes());
      assertThat(s.recv(512)).asString().isEqualTo("byebye");
      assertThat(s.recv(512)).isEmpty();
      assertThat(python.end()).isEqualTo(Python.printed(port + "\nTrue b'hihi'\n"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "UDP, nc.openbsd -u 127.0.0.1 PORT",
    "UDP, socat - UDP4:127.0.0.1:PORT",
    "UDP6, nc.openbsd -u ::1 PORT",
    "UDP6, socat - UDP6:[::1]:PORT",
  })
  void datagramsOfOthersAreAnswered(Loopback kind, String command) throws Exception {
    try (Socket s = kind.bound().timeout(LIMIT)) {
      Inet local = (Inet) s.localAddress();
      try (Program peer = start(command, local)) {
        peer.say("ping\n");
        Datagram ping = s.recvFrom(512);
        assertThat(ping.data()).asString().isEqualTo("ping\n");
        assertThat(((Inet) ping.sender()).host()).isEqualTo(local.host());
        s.sendTo("pong\n".getBytes(), ping.sender());
        peer.awaitOutput("pong\n");
      }
    }
  }

  /** An IPv6 socket has IPv4 peers as mapped addresses, RFC 4291 section 2.5.5.2. */
  @Test
  void pythonOverIp4MeetsASocketOfIp6() throws Exception {
    try (Socket s = Loopback.TCP6.open().timeout(LIMIT)) {
      s.option(Ipv6Option.IPV6_V6ONLY, false);
      s.bind(Inet6.ANY);
      s.listen();
      try (Program python =
              Python.start(
                  """
                  s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
                  print(s.getsockname()[1], s.recv(512))
                  """,
                  ((Inet) s.localAddress()).port());
          Socket ss = s.accept().timeout(LIMIT)) {
        Inet6 peer = (Inet6) ss.peerAddress();
        assertThat(peer.host()).isEqualTo("::ffff:127.0.0.1");
        ss.send("hello".getBytes());
        assertThat(python.end()).isEqualTo(Python.printed(peer.port() + " b'hello'\n"));
      }
    }
  }

  private static Program start(String command, Inet address) throws Exception {
    return Program.start(List.of(command.replace("PORT", "" + address.port()).split(" ")));
  }
}
