package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.SocketException;
import mortise.testing.KernelFeature;
import mortise.testing.Needs;
import mortise.testing.NeedsKernel;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vsock, vsock(7), against Python on the same machine. */
final class VsockPeerTest {
  private static final Vsock LOCAL = new Vsock(Vsock.CID_LOCAL, Vsock.PORT_ANY);

  /** With or without a way to itself: the kernel gives up after two seconds, or sooner. */
  @Test
  void connectToNobodyEndsWithTheKernelsWord() throws Exception {
    int rare = 0x7ab1e5;
    Socket socket;
    try {
      socket = open("SOCK_STREAM");
    } catch (IOException e) {
      assumeTrue(false, "this kernel has no vsock: " + e.getMessage());
      return;
    }
    try (socket) {
      assertThatThrownBy(() -> socket.connect(new Vsock(Vsock.CID_LOCAL, rare)))
          .isInstanceOf(SocketException.class)
          .satisfies(e ->
              assertThat(((SocketFailure) e).errno())
                  .isIn(Errno.ETIMEDOUT, Errno.ECONNRESET, Errno.ENODEV));
    }
  }

  @NeedsKernel(KernelFeature.VSOCK)
  @ParameterizedTest
  @ValueSource(strings = {"SOCK_STREAM", "SOCK_SEQPACKET"})
  void pythonConnects(String type) throws Exception {
    try (Socket s = open(type)) {
      s.bind(LOCAL);
      s.listen(1);
      Vsock local = (Vsock) s.localAddress();
      try (Program python =
              Python.start(
                  """
                  s = socket.socket(socket.AF_VSOCK, getattr(socket, sys.argv[1]))
                  s.connect((1, int(sys.argv[2])))
                  print(s.recv(512), s.getpeername() == (1, int(sys.argv[2])))
                  s.send(b'hihi')
                  """,
                  type,
                  local.port());
          Socket ss = s.accept().timeout(Needs.patience())) {
        assertThat(((Vsock) ss.peerAddress()).cid()).isEqualTo(Vsock.CID_LOCAL);
        ss.send("byebye".getBytes());
        assertThat(ss.recv(512)).asString().isEqualTo("hihi");
        assertThat(python.end()).isEqualTo(Python.printed("b'byebye' True\n"));
      }
    }
  }

  @NeedsKernel(KernelFeature.VSOCK)
  @ParameterizedTest
  @ValueSource(strings = {"SOCK_STREAM", "SOCK_SEQPACKET"})
  void pythonAccepts(String type) throws Exception {
    try (Socket s = open(type);
        Program python =
            Python.start(
                """
                s = socket.socket(socket.AF_VSOCK, getattr(socket, sys.argv[1]))
                s.bind((1, socket.VMADDR_PORT_ANY))
                s.listen(1)
                print(s.getsockname()[1])
                ss, peer = s.accept()
                ss.send(b'byebye')
                print(peer[0], ss.recv(512))
                """,
                type)) {
      long port = Long.parseLong(python.awaitOutput("\n").out().strip());
      s.connect(new Vsock(Vsock.CID_LOCAL, port));
      assertThat(s.peerAddress()).isEqualTo(new Vsock(Vsock.CID_LOCAL, port));
      assertThat(s.recv(512)).asString().isEqualTo("byebye");
      s.send("hihi".getBytes());
      assertThat(python.end()).isEqualTo(Python.printed(port + "\n1 b'hihi'\n"));
    }
  }

  /** What works without a transport: the bytes of an address are those of Python. */
  @Test
  void addressIsPythons() throws Exception {
    Vsock local;
    try (Socket s = open("SOCK_STREAM")) {
      assertThat(s.localAddress()).isEqualTo(new Vsock(Vsock.CID_ANY, Vsock.PORT_ANY));
      s.bind(new Vsock(Vsock.CID_ANY, Vsock.PORT_ANY));
      local = (Vsock) s.localAddress();
      assertThat(local.cid()).isEqualTo(Vsock.CID_ANY);
      assertThat(local.port()).isBetween(1024L, Vsock.PORT_ANY - 1);
      s.listen(1);
      try (Program python =
          Python.start(
              """
              s = socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)
              try:
                  s.bind((socket.VMADDR_CID_ANY, int(sys.argv[1])))
              except OSError as e:
                  print(errno.errorcode[e.errno])
              """,
              local.port())) {
        assertThat(python.end()).isEqualTo(Python.printed("EADDRINUSE\n"));
      }
    }
  }

  private static Socket open(String type) throws IOException {
    Type number = type.equals("SOCK_STREAM") ? Type.STREAM : Type.SEQPACKET;
    try {
      return Socket.open(Family.VSOCK, number).timeout(Needs.patience());
    } catch (IOException e) {
      assumeTrue(false, "this kernel has no vsock: " + e.getMessage());
      throw e;
    }
  }
}
