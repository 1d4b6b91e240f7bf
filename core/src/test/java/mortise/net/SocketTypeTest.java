package mortise.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import mortise.sys.SysSocket;
import mortise.testing.NeedsLinux;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Types with flags, pairs with protocols, numbers of closed sockets: as Python's sockets do. */
final class SocketTypeTest {
  private static final int CLOEXEC = SysSocket.SOCK_CLOEXEC;
  private static final int NONBLOCK = SysSocket.SOCK_NONBLOCK;

  @ParameterizedTest
  @ValueSource(ints = {0, CLOEXEC, NONBLOCK, CLOEXEC | NONBLOCK})
  void flagsAreNoPartOfTheType(int flags) throws IOException {
    Type type = new Type(SysSocket.SOCK_STREAM | flags);
    try (Socket socket = Socket.open(Family.INET, type);
        SocketPair pair = Socket.pair(Family.UNIX, type)) {
      boolean nonBlocking = (flags & NONBLOCK) != 0;
      for (Socket each : new Socket[] {socket, pair.first(), pair.second()}) {
        assertThat(each.type()).isEqualTo(Type.STREAM);
        assertThat(each.timeout()).isEqualTo(nonBlocking ? Duration.ZERO : null);
        assertThat(each.isInheritable()).isFalse();
        assertThat(each.inputStream()).isNotNull();
      }
      pair.second().sendAll("all".getBytes(UTF_8));
      assertThat(pair.first().inputStream().readNBytes(3)).isEqualTo("all".getBytes(UTF_8));
      if (nonBlocking) {
        assertThatThrownBy(() -> pair.first().recv(1)).isInstanceOf(SocketTimeoutException.class);
      }
    }
  }

  @Test
  void flagsAreInTheText() {
    assertThat(new Type(SysSocket.SOCK_DGRAM | CLOEXEC | NONBLOCK))
        .hasToString("SOCK_DGRAM|SOCK_NONBLOCK|SOCK_CLOEXEC");
    assertThat(new Type(9)).hasToString("SOCK_9");
  }

  @Test
  void pythonSplitsFlagsOffToo() throws Exception {
    String script =
        """
        s = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        print(s.type == socket.SOCK_STREAM, s.gettimeout())
        s.close()
        print(s.fileno())
        a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM, 1)
        print(a.proto, b.proto)
        """;
    try (Program python = Python.start(script)) {
      assertThat(python.end()).isEqualTo(Python.printed("True 0.0\n-1\n1 1\n"));
    }
  }

  @NeedsLinux("UNIX seqpackets")
  @Test
  void pairHasItsProtocol() throws IOException {
    Protocol unix = new Protocol(1);
    try (SocketPair pair = Socket.pair(Family.UNIX, Type.STREAM, unix)) {
      assertThat(pair.first().protocol()).isEqualTo(unix);
      assertThat(pair.second().protocol()).isEqualTo(unix);
      pair.first().send(new byte[] {1});
      assertThat(pair.second().recv(9)).containsExactly(1);
    }
    assertThatThrownBy(() -> Socket.pair(Family.UNIX, Type.STREAM, new Protocol(17)))
        .isInstanceOf(SocketException.class)
        .hasMessageEndingWith("(EPROTONOSUPPORT)");
  }

  @Test
  void closedAndDetachedSocketsHaveNoNumber() throws IOException {
    Socket socket = Socket.open();
    assertThat(socket.fileno()).isNotNegative();
    socket.close();
    assertThat(socket.fileno()).isEqualTo(-1);
    Socket detached = Socket.open();
    int number = detached.detach();
    assertThat(detached.fileno()).isEqualTo(-1);
    Socket.ofDescriptor(number).close();
  }
}
