package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.Test;

/** Protocols that are asked for by number, against Python. */
final class ProtocolPeerTest {
  private static final Protocol MPTCP = new Protocol(262);
  private static final Protocol UDPLITE = new Protocol(136);

  /** {@code MPTCP_INFO} of level {@code SOL_MPTCP}: refused where a connection fell back to TCP. */
  private static final Option<byte[]> MPTCP_INFO = Option.ofBytes(284, 1, 64);

  @Test
  void mptcpIsSpokenWithPythonThatConnects() throws Exception {
    try (Socket s = open(Type.STREAM, MPTCP)) {
      s.bind(Inet4.LOOPBACK);
      s.listen(1);
      try (Program python =
              Python.start(
                  """
                  s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262)
                  s.connect(('127.0.0.1', int(sys.argv[1])))
                  s.send(b'hihi')
                  print(s.recv(512), len(s.getsockopt(284, 1, 64)) > 8)
                  """,
                  ((Inet) s.localAddress()).port());
          Socket ss = s.accept().timeout(Duration.ofSeconds(60))) {
        assertThat(ss.protocol()).isEqualTo(MPTCP);
        assertThat(ss.recv(512)).asString().isEqualTo("hihi");
        assertThat(ss.option(TcpOption.TCP_IS_MPTCP)).isTrue();
        assertThat(ss.option(MPTCP_INFO)).hasSizeGreaterThan(8);
        ss.send("byebye".getBytes());
        assertThat(python.end()).isEqualTo(Python.printed("b'byebye' True\n"));
      }
    }
  }

  @Test
  void mptcpIsSpokenWithPythonThatAccepts() throws Exception {
    try (Socket s = open(Type.STREAM, MPTCP);
        Program python =
            Python.start(
                """
                s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262)
                s.bind(('127.0.0.1', 0))
                s.listen(1)
                print(s.getsockname()[1])
                ss, _ = s.accept()
                print(ss.recv(512), len(ss.getsockopt(284, 1, 64)) > 8)
                """)) {
      int port = Integer.parseInt(python.awaitOutput("\n").out().strip());
      s.connect(Inet4.LOOPBACK.withPort(port));
      s.send("hihi".getBytes());
      assertThat(s.option(MPTCP_INFO)).hasSizeGreaterThan(8);
      assertThat(python.end()).isEqualTo(Python.printed(port + "\nb'hihi' True\n"));
    }
  }

  @Test
  void udpliteGoesBothWays() throws Exception {
    try (Socket s = open(Type.DGRAM, UDPLITE)) {
      s.bind(Inet4.LOOPBACK);
      // The header alone is in the checksum, RFC 3828.
      assertThat(s.option(UdpOption.UDPLITE_SEND_CSCOV, 8).option(UdpOption.UDPLITE_SEND_CSCOV))
          .isEqualTo(8);
      try (Program python =
          Python.start(
              """
              s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM, 136)
              s.sendto(b'ping', ('127.0.0.1', int(sys.argv[1])))
              print(s.recvfrom(512))
              """,
              ((Inet) s.localAddress()).port())) {
        Datagram ping = s.recvFrom(512);
        assertThat(ping.data()).asString().isEqualTo("ping");
        s.sendTo("pong".getBytes(), ping.sender());
        assertThat(python.end())
            .isEqualTo(
                Python.printed(
                    "(b'pong', ('127.0.0.1', %d))\n".formatted(((Inet) s.localAddress()).port())));
      }
    }
  }

  private static Socket open(Type type, Protocol protocol) {
    try {
      return Socket.open(Family.INET, type, protocol).timeout(Duration.ofSeconds(60));
    } catch (IOException e) {
      assumeTrue(false, "this kernel has no protocol " + protocol + ": " + e.getMessage());
      throw new AssertionError(e);
    }
  }
}
