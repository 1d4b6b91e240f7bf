package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import mortise.testing.KernelFeature;
import mortise.testing.Needs;
import mortise.testing.NeedsKernel;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.Test;

/** Protocols that are asked for by number, against Python. */
final class ProtocolPeerTest {
  /** {@code MPTCP_INFO} of level {@code SOL_MPTCP}: refused where a connection fell back to TCP. */
  private static final Option<byte[]> MPTCP_INFO = Option.ofBytes(284, 1, 64);

  @Test
  @NeedsKernel(KernelFeature.MPTCP)
  void mptcpIsSpokenWithPythonThatConnects() throws Exception {
    try (Socket s = open(Type.STREAM, Protocol.MPTCP)) {
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
          Socket ss = s.accept().timeout(Needs.patience())) {
        assertThat(ss.protocol()).isEqualTo(Protocol.MPTCP);
        assertThat(ss.recv(512)).asString().isEqualTo("hihi");
        assertThat(isMultipath(ss)).isTrue();
        assertThat(ss.option(MPTCP_INFO)).hasSizeGreaterThan(8);
        ss.send("byebye".getBytes());
        assertThat(python.end()).isEqualTo(Python.printed("b'byebye' True\n"));
      }
    }
  }

  /**
   * By the option of Linux 6.10, which older kernels refuse on such a socket; then by its number.
   */
  private static boolean isMultipath(Socket socket) throws IOException {
    try {
      return socket.option(TcpOption.TCP_IS_MPTCP);
    } catch (SocketException e) {
      assertThat(((SocketFailure) e).errno()).isEqualTo(Errno.EOPNOTSUPP);
      return socket.option(MPTCP_INFO).length > 0;
    }
  }

  @Test
  @NeedsKernel(KernelFeature.MPTCP)
  void mptcpIsSpokenWithPythonThatAccepts() throws Exception {
    try (Socket s = open(Type.STREAM, Protocol.MPTCP);
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
  @NeedsKernel(KernelFeature.UDPLITE)
  void udpliteGoesBothWays() throws Exception {
    try (Socket s = open(Type.DGRAM, Protocol.UDPLITE)) {
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

  /** RFC 3828: a receiver that wants more covered than a datagram has drops it. */
  @Test
  @NeedsKernel(KernelFeature.UDPLITE)
  void udpliteDropsWhatIsCoveredTooLittle() throws Exception {
    try (Socket receiver = open(Type.DGRAM, Protocol.UDPLITE);
        Socket sender = open(Type.DGRAM, Protocol.UDPLITE)) {
      receiver.bind(Inet4.LOOPBACK);
      receiver.option(UdpOption.UDPLITE_RECV_CSCOV, 20);
      sender.connect(receiver.localAddress());
      sender.option(UdpOption.UDPLITE_SEND_CSCOV, 8).send("header alone".getBytes());
      sender.option(UdpOption.UDPLITE_SEND_CSCOV, 20).send("covered up to 20".getBytes());
      assertThat(receiver.recv(512)).asString().isEqualTo("covered up to 20");
    }
  }

  private static Socket open(Type type, Protocol protocol) throws IOException {
    return Socket.open(Family.INET, type, protocol).timeout(Needs.patience());
  }
}
