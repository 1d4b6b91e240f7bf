package mortise.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import mortise.net.Datagram;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.proxy.ProxyHop.Kind;
import mortise.server.Connection;
import mortise.server.Server;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The SOCKS server, with bytes by hand and with the dialer as its client. */
final class SocksServerTest {
  private static final Login LOGIN = new Login("me", "secret");

  private static Server proxy(ProxySettings settings) throws IOException {
    return Served.start(SocksServer.of(settings));
  }

  private static String answer(Server proxy, String hex) throws IOException {
    try (Connection client = Served.connect(proxy)) {
      client.write(CodecCases.hex(hex));
      client.closeWrite();
      return CodecCases.hex(Octets.latin(Served.rest(client)));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SOCKS4", "SOCKS4A", "SOCKS5"})
  void connectsToNamesAndNumbers(Kind kind) throws IOException {
    try (Server echo = Served.echo();
        Server proxy = proxy(Served.OPEN)) {
      for (String host : List.of("127.0.0.1", "localhost")) {
        for (boolean here : List.of(true, false)) {
          ProxyDialer dialer = ProxyDialer.through(Served.hop(kind, proxy).resolvingHere(here));
          try (Connection connection = dialer.dial(host, Served.port(echo), Served.soon())) {
            assertThat(Served.said(connection, "hello")).isEqualTo("hello");
            connection.closeWrite();
            assertThat(Served.rest(connection)).isEmpty();
          }
        }
      }
    }
  }

  @Test
  void bytesBehindTheRequestReachTheTarget() throws IOException {
    try (Server echo = Served.echo();
        Server proxy = proxy(Served.OPEN)) {
      String port = "%04x".formatted(Served.port(echo));
      assertThat(answer(proxy, "050100 05010001 7f000001" + port + "686921"))
          .startsWith("0500 05000001 7f000001".replace(" ", ""))
          .endsWith("686921");
      assertThat(answer(proxy, "0401" + port + "7f000001 00 686921"))
          .startsWith("005a")
          .endsWith("686921");
    }
  }

  /** What is whole is answered at once: nobody sends more, and nobody ends. */
  @ParameterizedTest
  @CsvSource({
    "0500, 05ff",
    "050100 05010003000050, 0500 05040001000000000000",
    "050100 0501000302 6100 0050, 0500 05040001000000000000",
    "050100 0501000301 2e 0050, 0500 05040001000000000000",
    "050100 0501000302 2e2e 0050, 0500 05040001000000000000",
    "050100 0501000304 612e2e62 0050, 0500 05040001000000000000",
    "050100 0501000302 fffe 0050, 0500 05040001000000000000",
    "050100 0501000305 5b3a3a315d 0050, 0500 05040001000000000000",
    "050100 0509000301 61 0050, 0500 05070001000000000000",
    "050100 05010002, 0500 05080001000000000000",
    "050100 0601, 0500 05010001000000000000",
    "0401 0050 00000001 00 00, 005b000000000000",
    "0401 0050 00000001 6d6500 2e00, 005b000000000000",
    "0401 0050 00000001 6d6500 2000, 005b000000000000",
    "0403 0050 7f000001 00, 005b000000000000",
  })
  void requestThatCannotBeCarriedOutIsAnsweredAtOnce(String hex, String answer) throws IOException {
    try (Server proxy = proxy(Served.OPEN);
        Connection client = Served.connect(proxy)) {
      client.write(CodecCases.hex(hex));
      assertThat(CodecCases.hex(Octets.latin(Served.rest(client))))
          .isEqualTo(answer.replace(" ", ""));
    }
  }

  @Test
  void namesOfLabelsThatAreTooLongAreNotLookedUp() throws IOException {
    for (String name : List.of("x".repeat(64), "x.".repeat(127) + "y", "a.b..", "a!")) {
      String request = "05010003" + HexFormat.of().toHexDigits((byte) name.length());
      try (Server proxy = proxy(Served.OPEN)) {
        assertThat(answer(proxy, "050100" + request + CodecCases.hex(Octets.latin(name)) + "0050"))
            .isEqualTo("050005040001000000000000");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"010000, 0101", "0100, 0101", "01016100, 0101", "0101ff0161, 0101", "02, 0101"})
  void loginThatIsNoneIsAnsweredAtOnce(String hex, String answer) throws IOException {
    try (Server proxy = proxy(Served.OPEN.logins(Logins.of(LOGIN)));
        Connection client = Served.connect(proxy)) {
      client.write(CodecCases.hex("050102" + hex));
      assertThat(CodecCases.hex(Octets.latin(Served.rest(client)))).isEqualTo("0502" + answer);
    }
  }

  @Test
  void requestMayComeByteByByte() throws IOException {
    try (Server echo = Served.echo();
        Server proxy = proxy(Served.OPEN);
        Connection client = Served.connect(proxy)) {
      byte[] request = new Socks5.Request(SocksCommand.CONNECT, Served.target(echo)).encode();
      Misbehaviour.trickle(client.socket(), CodecCases.hex("050100"));
      Misbehaviour.trickle(client.socket(), request);
      Misbehaviour.trickle(client.socket(), Octets.latin("abc"));
      client.closeWrite();
      assertThat(Served.rest(client)).endsWith("abc");
    }
  }

  @Test
  void loopbackIsRefusedUnlessAllowed() throws IOException {
    try (Server echo = Served.echo();
        Server proxy = proxy(ProxySettings.DEFAULT)) {
      String port = "%04x".formatted(Served.port(echo));
      assertThat(answer(proxy, "050100 05010001 7f000001" + port))
          .isEqualTo("050005020001000000000000");
      assertThat(answer(proxy, "050100 05010003 09 6c6f63616c686f7374" + port))
          .startsWith("05000502");
      assertThat(answer(proxy, "050100 05010001 00000000" + port)).startsWith("05000502");
      assertThat(answer(proxy, "050100 05010004 00000000000000000000ffff7f000001" + port))
          .startsWith("05000502");
      assertThat(answer(proxy, "0401" + port + "7f000001 00")).isEqualTo("005b000000000000");
    }
  }

  @Test
  void commandsAndAddressesThatThereAreNotGetTheirCodes() throws IOException {
    try (Server proxy = proxy(Served.OPEN)) {
      assertThat(answer(proxy, "050100 05090001 7f000001 0050")).startsWith("05000507");
      assertThat(answer(proxy, "050100 05010002 7f000001 0050")).startsWith("05000508");
      assertThat(answer(proxy, "050101")).isEqualTo("05ff");
      assertThat(answer(proxy, "0409 0050 7f000001 00")).startsWith("005b");
      assertThat(answer(proxy, "16030100")).isEmpty();
      assertThat(answer(proxy, "")).isEmpty();
    }
  }

  @Test
  void closedPortIsRefusedAndUnknownNameUnreachable() throws IOException {
    int port;
    try (Socket free = Loopback.TCP4.bound()) {
      port = ((Inet) free.localAddress()).port();
      try (Server proxy = proxy(Served.OPEN)) {
        assertThat(answer(proxy, "050100 05010001 7f000001" + "%04x".formatted(port)))
            .startsWith("05000505");
        String name = "6e6f2e696e76616c6964"; // no.invalid
        assertThat(answer(proxy, "050100 05010003 0a" + name + "0050")).startsWith("05000504");
      }
    }
  }

  @Test
  void loginIsAskedForAndChecked() throws IOException {
    try (Server echo = Served.echo();
        Server proxy = proxy(Served.OPEN.logins(Logins.of(LOGIN)))) {
      ProxyHop hop = Served.hop(Kind.SOCKS5, proxy);
      ProxyDialer right = ProxyDialer.through(hop.login(LOGIN));
      try (Connection connection = right.dial(Served.target(echo), Served.soon())) {
        assertThat(Served.said(connection, "in")).isEqualTo("in");
      }
      for (ProxyHop wrong :
          List.of(
              hop.login(new Login("me", "secre")),
              hop.login(new Login("you", "secret")),
              hop.login(new Login("me", "secrets")))) {
        assertThatThrownBy(
                () -> ProxyDialer.through(wrong).dial(Served.target(echo), Served.soon()))
            .isInstanceOf(ProxyFailure.class)
            .hasMessage(
                "proxy %s cannot connect to %s: authentication failed (1)",
                hop, Served.target(echo));
      }
      assertThatThrownBy(() -> ProxyDialer.through(hop).dial(Served.target(echo), Served.soon()))
          .hasMessageEndingWith("authentication required");
      ProxyHop four = Served.hop(Kind.SOCKS4, proxy).login(LOGIN);
      assertThatThrownBy(() -> ProxyDialer.through(four).dial(Served.target(echo), Served.soon()))
          .hasMessageEndingWith("request rejected or failed (91)");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SOCKS4", "SOCKS5"})
  void bindAcceptsTheExpectedPeer(Kind kind) throws IOException {
    try (Server proxy = proxy(Served.OPEN)) {
      ProxyDialer dialer = ProxyDialer.through(Served.hop(kind, proxy));
      try (SocksBinding binding = dialer.bind(new Target("127.0.0.1", 1), Served.soon());
          Socket stranger = Loopback.TCP4.open();
          Socket peer = Loopback.TCP4.open()) {
        stranger.bind(Inet.of("127.0.0.2", 0));
        stranger.connect(binding.address().numeric().orElseThrow());
        peer.connect(binding.address().numeric().orElseThrow());
        try (Connection connection = binding.accept(Served.soon())) {
          assertThat(binding.peer()).isEqualTo(Target.of((Inet) peer.localAddress()));
          peer.sendAll(Octets.latin("hello"));
          assertThat(connection.readExactly(5)).isEqualTo(Octets.latin("hello"));
          connection.write("you");
          assertThat(peer.recv(10)).isEqualTo(Octets.latin("you"));
        }
        stranger.timeout(Served.LONG);
        assertThat(stranger.recv(1)).isEmpty();
      }
    }
  }

  @Test
  void bindThatNobodyComesToFails() throws IOException {
    try (Server proxy = proxy(Served.OPEN.dial(Duration.ofMillis(50)))) {
      ProxyDialer dialer = ProxyDialer.through(Served.hop(Kind.SOCKS5, proxy));
      try (SocksBinding binding = dialer.bind(Socks5.Reply.NOWHERE, Served.soon())) {
        assertThatThrownBy(() -> binding.accept(Served.soon()))
            .isInstanceOf(ProxyFailure.class)
            .hasMessageContaining("host unreachable (4)");
      }
    }
  }

  @Test
  void datagramsGoThereAndBack() throws IOException {
    try (Server proxy = proxy(Served.OPEN);
        Socket peer = Loopback.UDP.bound();
        SocksDatagrams datagrams =
            ProxyDialer.through(Served.hop(Kind.SOCKS5, proxy)).datagrams(Served.soon())) {
      peer.timeout(Served.LONG);
      int port = ((Inet) peer.localAddress()).port();
      for (String host : List.of("127.0.0.1", "localhost")) {
        datagrams.send(Octets.latin("ping " + host), new Target(host, port));
        if (host.equals("localhost") && !reachesIp4First()) {
          continue;
        }
        Datagram got = peer.recvFrom(100);
        assertThat(got.data()).isEqualTo(Octets.latin("ping " + host));
        peer.sendTo(Octets.latin("pong"), got.sender());
        assertThat(datagrams.receive(Served.soon()))
            .isEqualTo(new SocksDatagram(new Target("127.0.0.1", port), Octets.latin("pong")));
      }
    }
  }

  private static boolean reachesIp4First() throws IOException {
    return Served.OPEN
            .targets()
            .resolve(new Target("localhost", 1), Type.DGRAM, Served.soon())
            .getFirst()
        instanceof Inet4;
  }

  @Test
  void datagramsOfStrangersAreDropped() throws IOException {
    try (Server proxy = proxy(Served.OPEN);
        Socket peer = Loopback.UDP.bound();
        Socket stranger = Loopback.UDP.bound();
        SocksDatagrams datagrams =
            ProxyDialer.through(Served.hop(Kind.SOCKS5, proxy)).datagrams(Served.soon())) {
      peer.timeout(Served.LONG);
      datagrams.send(new byte[] {1}, Target.of((Inet) peer.localAddress()));
      Datagram got = peer.recvFrom(10);
      stranger.sendTo(new byte[] {9}, got.sender());
      peer.sendTo(new byte[] {2}, got.sender());
      assertThat(datagrams.receive(Served.soon()).data()).containsExactly(2);
    }
  }

  @Test
  void fragmentsAndForbiddenTargetsAreDropped() throws IOException {
    ProxySettings settings =
        ProxySettings.DEFAULT.targets(Targets.USUAL.allow(a -> true).deny(a -> a.port() == 53));
    try (Server proxy = proxy(settings);
        Socket peer = Loopback.UDP.bound();
        SocksDatagrams datagrams =
            ProxyDialer.through(Served.hop(Kind.SOCKS5, proxy)).datagrams(Served.soon())) {
      peer.timeout(Served.LONG);
      Target target = Target.of((Inet) peer.localAddress());
      datagrams.send(new byte[] {1}, new Target("127.0.0.1", 53));
      datagrams.send(new byte[] {2}, target);
      assertThat(peer.recvFrom(10).data()).containsExactly(2);
    }
  }

  @Test
  void associationEndsWithItsConnection() throws Exception {
    try (Server proxy = proxy(Served.OPEN)) {
      Inet relay;
      try (Connection client = Served.connect(proxy)) {
        client.write(CodecCases.hex("050100 05030001 00000000 0000"));
        client.readExactly(2);
        byte[] reply = client.readExactly(10);
        relay = Octets.inet(ByteBuffer.wrap(reply), 4, 4, Octets.pair(ByteBuffer.wrap(reply), 8));
      }
      Until.holds(() -> proxy.connections().isEmpty());
      Until.holds(() -> isFree(relay)); // a selector gives the port back at its next turn
    }
  }

  private static boolean isFree(Inet address) throws IOException {
    try (Socket again = Loopback.UDP.open()) {
      again.bind(address);
      return true;
    } catch (BindException e) {
      return false;
    }
  }

  @Test
  void clientThatSaysNothingIsEnded() throws Exception {
    try (Server proxy = proxy(Served.OPEN.header(Duration.ofMillis(20)));
        Connection client = Served.connect(proxy)) {
      client.write(CodecCases.hex("05"));
      assertThat(Served.rest(client)).isEmpty();
    }
  }
}
