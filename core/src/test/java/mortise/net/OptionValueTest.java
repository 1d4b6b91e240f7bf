package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mortise.sys.SysSocket;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;
import mortise.testing.NeedsLinux;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;

final class OptionValueTest {
  @Test
  void interfaceOfMulticastsIsReadAsItsAddress() throws IOException {
    try (Socket socket = Socket.open(Family.INET, Type.DGRAM)) {
      socket.option(IpOption.IP_MULTICAST_IF, Inet4.LOOPBACK);
      assertThat(socket.option(IpOption.IP_MULTICAST_IF)).isEqualTo(Inet4.LOOPBACK);
    }
  }

  @Test
  void flagsAreSetAndCleared() throws IOException {
    List<Option<Boolean>> flags =
        List.of(
            Option.SO_REUSEADDR, Option.SO_REUSEPORT, Option.SO_KEEPALIVE, TcpOption.TCP_NODELAY);
    try (Socket socket = Socket.open()) {
      for (Option<Boolean> flag : flags) {
        assertThat(socket.option(flag)).as("%s", flag).isFalse();
        assertThat(socket.option(flag, true)).isSameAs(socket);
        assertThat(socket.option(flag)).as("%s", flag).isTrue();
        socket.option(flag, false);
        assertThat(socket.option(flag)).as("%s", flag).isFalse();
      }
    }
    try (Socket socket = Loopback.UDP.open()) {
      assertThat(socket.option(Option.SO_BROADCAST, true).option(Option.SO_BROADCAST)).isTrue();
    }
    try (Socket socket = Loopback.TCP6.open()) {
      assertThat(socket.option(Ipv6Option.IPV6_V6ONLY, true).option(Ipv6Option.IPV6_V6ONLY))
          .isTrue();
      assertThat(socket.option(Ipv6Option.IPV6_V6ONLY, false).option(Ipv6Option.IPV6_V6ONLY))
          .isFalse();
    }
  }

  @NeedsLinux("buffer sizes as the kernel has them")
  @Test
  void kernelDoublesBufferSizes() throws IOException {
    try (Socket socket = Socket.open()) {
      assertThat(socket.option(Option.SO_RCVBUF, 30_000).option(Option.SO_RCVBUF))
          .isEqualTo(60_000);
      assertThat(socket.option(Option.SO_SNDBUF, 30_000).option(Option.SO_SNDBUF))
          .isEqualTo(60_000);
    }
  }

  @Test
  void lingerIsEmptyZeroOrSeconds() throws IOException {
    try (Socket socket = Socket.open()) {
      assertThat(socket.option(Option.SO_LINGER)).isEmpty();
      for (long seconds : new long[] {0, 1, 77}) {
        Optional<Duration> linger = Optional.of(Duration.ofSeconds(seconds));
        assertThat(socket.option(Option.SO_LINGER, linger).option(Option.SO_LINGER))
            .isEqualTo(linger);
      }
      assertThat(socket.option(Option.SO_LINGER, Optional.empty()).option(Option.SO_LINGER))
          .isEmpty();
    }
  }

  /** Zero would reset the connection instead of waiting a little. */
  @Test
  void lingerOfLessThanASecondIsNotZero() throws IOException {
    try (Socket socket = Socket.open()) {
      socket.option(Option.SO_LINGER, Optional.of(Duration.ofMillis(1)));
      assertThat(socket.option(Option.SO_LINGER)).contains(Duration.ofSeconds(1));
      socket.option(Option.SO_LINGER, Optional.of(Duration.ofMillis(2001)));
      assertThat(socket.option(Option.SO_LINGER)).contains(Duration.ofSeconds(3));
    }
  }

  @Test
  void lingerOutOfRangeIsRefused() throws IOException {
    try (Socket socket = Socket.open()) {
      for (Duration wrong : List.of(Duration.ofNanos(-1), Duration.ofSeconds(1L << 31))) {
        assertThatThrownBy(() -> socket.option(Option.SO_LINGER, Optional.of(wrong)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(wrong.toString());
      }
      assertThat(socket.option(Option.SO_LINGER)).isEmpty();
    }
  }

  @Test
  void statesAreRead() throws IOException {
    try (Socket listener = Loopback.TCP4.listener();
        Socket other = Loopback.TCP4.bound()) {
      assertThat(listener.option(Option.SO_ACCEPTCONN)).isTrue();
      assertThat(other.option(Option.SO_ACCEPTCONN)).isFalse();
      assertThat(other.option(Option.SO_ERROR)).isZero();
    }
  }

  @NeedsLinux("SO_ERROR of a datagram socket")
  @Test
  void readingTheErrorClearsIt() throws Exception {
    try (Socket client = Loopback.UDP.open()) {
      try (Socket gone = Loopback.UDP.bound()) {
        client.connect(gone.localAddress());
      }
      // A process that starts may keep the closed socket for a moment.
      Until.holds(() -> {
        client.send(new byte[1]);
        return client.option(Option.SO_ERROR) == Errno.ECONNREFUSED.number();
      });
      assertThat(client.option(Option.SO_ERROR)).isZero();
    }
  }

  @Test
  void anyOptionCanBeMade() throws IOException {
    try (Socket socket = Socket.open()) {
      Option<Integer> type = Option.ofInt(SysSocket.SOL_SOCKET, 3);
      assertThat(socket.option(type)).isEqualTo(SysSocket.SOCK_STREAM);
      assertThat(type).hasToString("SO_TYPE");
      Option<byte[]> bytes = Option.ofBytes(SysSocket.SOL_SOCKET, SysSocket.SO_REUSEADDR, 9);
      socket.option(bytes, new byte[] {1, 0, 0, 0});
      assertThat(socket.option(bytes)).containsExactly(1, 0, 0, 0);
      assertThat(socket.option(Option.SO_REUSEADDR)).isTrue();
    }
  }

  @Test
  void smallNumbersMayComeAsOneByte() {
    assertThat(Option.ofInt(0, 0).decode(MemorySegment.ofArray(new byte[] {-2}))).isEqualTo(254);
    assertThat(Option.SO_KEEPALIVE.decode(MemorySegment.ofArray(new byte[] {1}))).isTrue();
  }

  @Test
  void optionsKeepTheirCNames() throws IllegalAccessException {
    for (var field : Option.class.getFields()) {
      assertThat(field.get(null)).hasToString(field.getName());
    }
  }

  @Test
  void lingeringCloseDoesNotMakeTheCallerWait() throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      Misbehaviour.stall(pair.first());
      pair.first().option(Option.SO_LINGER, Optional.of(Duration.ofSeconds(20)));
      pair.first().close();
      // The kernel still waits for the peer, which would have ended the test's time.
      assertThat(pair.first().isOpen()).isFalse();
      assertThat(pair.second().recv(9)).hasSize(9);
    }
  }
}
