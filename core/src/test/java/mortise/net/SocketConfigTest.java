package mortise.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sockets made from settings: what is set, when, and what is closed. */
class SocketConfigTest {
  private static Deadline patient() {
    return Deadline.after(Duration.ofSeconds(60));
  }

  @Test
  void settingsAreAppliedInOrderBeforeBindAndConnect() throws IOException {
    List<String> seen = new ArrayList<>();
    SocketConfig config =
        SocketConfig.STREAM
            .with(socket -> seen.add("first, bound to port " + port(socket)))
            .with(TcpOption.TCP_NODELAY, true)
            .with(socket -> seen.add("nodelay is " + socket.option(TcpOption.TCP_NODELAY)));
    try (Socket listener = config.listen(Inet4.LOOPBACK, 5);
        Socket client = config.connect(listener.localAddress(), patient())) {
      assertThat(client.option(TcpOption.TCP_NODELAY)).isTrue();
      assertThat(listener.option(TcpOption.TCP_NODELAY)).isTrue();
    }
    assertThat(seen)
        .containsExactly(
            "first, bound to port 0",
            "nodelay is true",
            "first, bound to port 0",
            "nodelay is true");
  }

  private static int port(Socket socket) throws IOException {
    return ((Inet) socket.localAddress()).port();
  }

  @Test
  void copiesLeaveTheOriginalUnchanged() throws IOException {
    SocketConfig plain = SocketConfig.of(Type.STREAM);
    SocketConfig changed = plain.with(TcpOption.TCP_NODELAY, true);
    try (Socket one = plain.open(Family.INET);
        Socket other = changed.open(Family.INET)) {
      assertThat(one.option(TcpOption.TCP_NODELAY)).isFalse();
      assertThat(other.option(TcpOption.TCP_NODELAY)).isTrue();
    }
  }

  @Test
  void streamListenersReuseAddressesAndAreOfOneFamily() throws IOException {
    assumeTrue(Socket.hasDualStack());
    try (Socket four = SocketConfig.STREAM.listen(Inet4.ANY, 5);
        Socket six = SocketConfig.STREAM.listen(Inet6.ANY.withPort(port(four)), 5);
        Socket both = SocketConfig.STREAM.dualStack().listen(Inet6.ANY, 5)) {
      assertThat(four.option(Option.SO_REUSEADDR)).isTrue();
      assertThat(six.option(Ipv6Option.IPV6_V6ONLY)).isTrue();
      assertThat(both.option(Ipv6Option.IPV6_V6ONLY)).isFalse();
      try (Socket client =
              SocketConfig.STREAM.connect(Inet4.LOOPBACK.withPort(port(both)), patient());
          Socket accepted = both.accept()) {
        assertThat(((Inet6) accepted.peerAddress()).toString()).contains("::ffff:127.0.0.1");
        assertThat(client.peerAddress()).isInstanceOf(Inet4.class);
      }
    }
  }

  @Test
  void listenerOfIpv6LeavesThePortOfIpv4Free() throws IOException {
    assumeTrue(Socket.hasDualStack());
    try (Socket six = SocketConfig.STREAM.listen(Inet6.ANY, 5);
        Socket four = SocketConfig.STREAM.listen(Inet4.ANY.withPort(port(six)), 5);
        Socket client = SocketConfig.STREAM.connect(Inet4.LOOPBACK.withPort(port(six)), patient());
        Socket other = SocketConfig.STREAM.connect(Inet6.LOOPBACK.withPort(port(six)), patient());
        Socket accepted = four.accept(patient());
        Socket acceptedOther = six.accept(patient())) {
      assertThat(accepted.peerAddress()).isEqualTo(client.localAddress());
      assertThat(acceptedOther.peerAddress()).isEqualTo(other.localAddress());
    }
  }

  @Test
  void datagramSocketsOfBothFamiliesShareAPort() throws IOException {
    assumeTrue(Socket.hasDualStack());
    SocketConfig onlySix = SocketConfig.DGRAM.with(Ipv6Option.IPV6_V6ONLY, true);
    try (Socket four = SocketConfig.DGRAM.bind(Inet4.ANY);
        Socket six = onlySix.bind(Inet6.ANY.withPort(port(four)));
        Socket client = Socket.open(Family.INET, Type.DGRAM);
        Socket other = Socket.open(Family.INET6, Type.DGRAM)) {
      other.sendTo("six".getBytes(US_ASCII), Inet6.LOOPBACK.withPort(port(six)));
      client.sendTo("four".getBytes(US_ASCII), Inet4.LOOPBACK.withPort(port(six)));
      assertThat(received(four)).isEqualTo("four");
      assertThat(received(six)).isEqualTo("six");
    }
  }

  @Test
  void datagramsOfIpv4DoNotReachASocketOfIpv6Alone() throws IOException {
    assumeTrue(Socket.hasDualStack());
    SocketConfig onlySix = SocketConfig.DGRAM.with(Ipv6Option.IPV6_V6ONLY, true);
    try (Socket six = onlySix.bind(Inet6.ANY);
        Socket client = Socket.open(Family.INET, Type.DGRAM);
        Socket other = Socket.open(Family.INET6, Type.DGRAM)) {
      client.sendTo("four".getBytes(US_ASCII), Inet4.LOOPBACK.withPort(port(six)));
      other.sendTo("six".getBytes(US_ASCII), Inet6.LOOPBACK.withPort(port(six)));
      assertThat(received(six)).isEqualTo("six");
    }
  }

  private static String received(Socket socket) throws IOException {
    byte[] bytes = new byte[10];
    return new String(bytes, 0, socket.recv(bytes, 0, bytes.length, patient()), US_ASCII);
  }

  @Test
  void socketOfIpv6AloneDoesNotConnectToIpv4() throws IOException {
    assumeTrue(Socket.hasDualStack());
    SocketConfig onlySix = SocketConfig.STREAM.with(Ipv6Option.IPV6_V6ONLY, true);
    try (Socket listener = SocketConfig.STREAM.listen(Inet4.LOOPBACK, 5)) {
      Inet mapped = Inet.of("::ffff:127.0.0.1", port(listener));
      assertThatThrownBy(() -> onlySix.connect(mapped, patient()))
          .hasMessageContaining("ENETUNREACH");
    }
  }

  @Test
  void acceptedSocketsInheritTheOptionsOfTheListener() throws IOException {
    SocketConfig config =
        SocketConfig.STREAM
            .with(TcpOption.TCP_NODELAY, true)
            .with(Option.SO_KEEPALIVE, true)
            .with(IpOption.IP_TOS, 0x10);
    try (Socket listener = config.listen(Inet4.LOOPBACK, 5);
        Socket client = SocketConfig.STREAM.connect(listener.localAddress(), patient());
        Socket accepted = listener.accept(patient())) {
      assertThat(listener.option(IpOption.IP_TOS)).isEqualTo(0x10);
      assertThat(accepted.option(TcpOption.TCP_NODELAY)).isTrue();
      assertThat(accepted.option(Option.SO_KEEPALIVE)).isTrue();
      assertThat(accepted.option(IpOption.IP_TOS)).isEqualTo(0x10);
      assertThat(client.option(TcpOption.TCP_NODELAY)).isFalse();
    }
  }

  @Test
  void optionOverrulesTheDefaultOfListeners() throws IOException {
    try (Socket socket =
        SocketConfig.STREAM.with(Option.SO_REUSEADDR, false).listen(Inet4.LOOPBACK, 5)) {
      assertThat(socket.option(Option.SO_REUSEADDR)).isFalse();
    }
  }

  @Test
  void datagramSocketsDoNotShareTheirPort() throws IOException {
    try (Socket socket = SocketConfig.DGRAM.bind(Inet4.LOOPBACK)) {
      assertThat(socket.option(Option.SO_REUSEADDR)).isFalse();
      assertThatThrownBy(() -> SocketConfig.DGRAM.bind(socket.localAddress()))
          .isInstanceOf(BindException.class)
          .hasMessageContaining("EADDRINUSE");
    }
  }

  @Test
  void unixSocketsAreBoundWithSettingsForTheirFile(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("s");
    try (Socket listener =
            SocketConfig.STREAM.listen(UnixBinding.of(Unix.of(path)).unlinkOnClose(), 5);
        Socket client = SocketConfig.STREAM.connect(Unix.of(path), patient())) {
      assertThat(client.peerAddress()).isEqualTo(listener.localAddress());
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void clientIsBoundToTheLocalAddress() throws IOException {
    try (Socket listener = Socket.listener(Inet4.ANY);
        Socket client =
            SocketConfig.STREAM.connect(
                Inet4.LOOPBACK.withPort(port(listener)), Inet.of("127.0.0.5", 0), patient())) {
      assertThat(client.localAddress().toString()).startsWith("127.0.0.5:");
    }
  }

  @Test
  void hostIsDialedWithTheSettings() throws IOException {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Socket client =
            SocketConfig.STREAM
                .with(TcpOption.TCP_NODELAY, true)
                .dial("localhost", port(listener), Family.INET, null, patient())) {
      assertThat(client.option(TcpOption.TCP_NODELAY)).isTrue();
    }
  }

  @Test
  void everyAttemptOfARaceHasTheSettings() throws IOException {
    List<Socket> opened = new ArrayList<>();
    SocketConfig config = SocketConfig.STREAM.with(opened::add);
    List<Inet> addresses =
        List.of(closedPort("127.0.0.1"), closedPort("127.0.0.2"), closedPort("127.0.0.3"));
    assertThatThrownBy(
            () -> new HappyEyeballs(config, "name:1", addresses, null, patient()).connect())
        .isInstanceOf(ConnectException.class);
    assertThat(opened).hasSize(3).noneMatch(Socket::isOpen);
  }

  private static Inet closedPort(String host) throws IOException {
    try (Socket unused = Socket.listener(Inet.of(host, 0))) {
      return (Inet) unused.localAddress();
    }
  }

  @Test
  void hostWithoutAddressOfTheFamilyIsUnknown() {
    assertThatThrownBy(
            () -> SocketConfig.STREAM.dial("127.0.0.1", 9, Family.INET6, null, patient()))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("127.0.0.1");
  }

  @Test
  void socketIsClosedWhenASettingFails() {
    List<Socket> opened = new ArrayList<>();
    SocketConfig config =
        SocketConfig.STREAM
            .with(opened::add)
            .with(socket -> {
              throw new IOException("refused");
            });
    assertThatThrownBy(() -> config.open(Family.INET)).hasMessage("refused");
    assertThatThrownBy(() -> config.listen(Inet4.LOOPBACK, 5)).hasMessage("refused");
    assertThatThrownBy(() -> config.connect(Inet4.LOOPBACK.withPort(9), patient()))
        .hasMessage("refused");
    assertThat(opened).hasSize(3).noneMatch(Socket::isOpen);
  }

  @Test
  void socketIsClosedWhenConnectFails() throws IOException {
    List<Socket> opened = new ArrayList<>();
    SocketConfig config = SocketConfig.STREAM.with(opened::add);
    Inet closed = closedPort("127.0.0.1");
    assertThatThrownBy(() -> config.connect(closed, patient()))
        .isInstanceOf(ConnectException.class);
    assertThat(opened).hasSize(1).noneMatch(Socket::isOpen);
  }

  @Test
  void nullsAreNamed() {
    assertThatThrownBy(() -> SocketConfig.STREAM.with(Option.SO_REUSEADDR, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("value");
  }
}
