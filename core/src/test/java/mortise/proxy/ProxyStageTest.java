package mortise.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Unix;
import mortise.server.AccessList;
import mortise.server.Connection;
import mortise.server.Server;
import mortise.testing.Misbehaviour;
import mortise.testing.NeedsLinux;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The PROXY protocol in front of a server. */
final class ProxyStageTest {
  private static final ProxyHeader HEADER =
      ProxyHeader.of(Inet.of("192.0.2.7", 4000), Inet.of("198.51.100.1", 443));

  /** Tells who the client is, in a line, and echoes. */
  static void tell(Connection connection) throws IOException {
    connection.write(connection.clientAddress() + "\n");
    Served.echo(connection);
  }

  private static Server server(ProxyStage stage) throws IOException {
    return Server.of(ProxyStageTest::tell).through(stage).listen(Inet4.LOOPBACK).open();
  }

  private static String talk(Server server, byte[] first) throws IOException {
    try (Connection client = Served.connect(server)) {
      client.write(first);
      client.closeWrite();
      return Served.rest(client);
    }
  }

  private static byte[] both(byte[] one, byte[] other) {
    byte[] all = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, all, one.length, other.length);
    return all;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void clientIsTheToldOneAndWhatFollowsIsItsOwn(boolean required) throws IOException {
    try (Server server = server(required ? ProxyStage.required() : ProxyStage.optional())) {
      for (byte[] header : List.of(HEADER.encode1(), HEADER.encode2())) {
        assertThat(talk(server, both(header, Octets.latin("hello"))))
            .isEqualTo("192.0.2.7:4000\nhello");
      }
    }
  }

  @Test
  void secondHeaderBelongsToTheConversation() throws IOException {
    try (Server server = server(ProxyStage.required())) {
      byte[] second = ProxyHeader.of(Inet.of("10.9.8.7", 1), Inet.of("10.9.8.7", 2)).encode1();
      assertThat(talk(server, both(HEADER.encode1(), second)))
          .isEqualTo("192.0.2.7:4000\n" + new String(second));
    }
  }

  @Test
  void headerMayComeByteByByte() throws IOException {
    try (Server server = server(ProxyStage.optional());
        Connection client = Served.connect(server)) {
      Misbehaviour.trickle(client.socket(), both(HEADER.encode2(), Octets.latin("x")));
      client.closeWrite();
      assertThat(Served.rest(client)).isEqualTo("192.0.2.7:4000\nx");
    }
  }

  @Test
  void localAndUnknownLeaveTheAddressOfThePeer() throws IOException {
    try (Server server = server(ProxyStage.required())) {
      for (byte[] header :
          List.of(ProxyHeader.local().encode2(), ProxyHeader.unknown().encode1())) {
        assertThat(talk(server, header)).startsWith("127.0.0.1:");
      }
    }
  }

  @Test
  void whatIsNoHeaderIsTheConversationWhereNoneIsRequired() throws IOException {
    try (Server server = server(ProxyStage.optional())) {
      for (String text : List.of("", "P", "PROX", "POST / x", "\r\n\r\n\0\r\nQUIX", "hello")) {
        assertThat(talk(server, Octets.latin(text))).startsWith("127.0.0.1:").endsWith("\n" + text);
      }
    }
  }

  @Test
  void whoSendsNoHeaderIsTurnedAwayWhereOneIsRequired() throws Exception {
    try (Server server = server(ProxyStage.required())) {
      for (String text :
          List.of("hello", "", "PROXY TCP4 1.2.3.4", "PROXY " + "x".repeat(1 << 20))) {
        String got;
        try {
          got = talk(server, Octets.latin(text));
        } catch (IOException e) {
          got = ""; // Reset, since the server did not read all.
        }
        assertThat(got).isEmpty();
      }
      Until.holds(() -> server.connections().isEmpty());
    }
  }

  @Test
  void headerOfAStrangerIsNotBelieved() throws IOException {
    ProxyStage stage = ProxyStage.required().from(AccessList.ALLOW_ALL.allow("10.0.0.0/8"));
    try (Server server = server(stage)) {
      assertThat(talk(server, HEADER.encode1()))
          .startsWith("127.0.0.1:")
          .endsWith("\n" + new String(HEADER.encode1()));
    }
    ProxyStage trusting = ProxyStage.required().from(AccessList.ALLOW_ALL.allow("127.0.0.0/8"));
    try (Server server = server(trusting)) {
      assertThat(talk(server, HEADER.encode1())).isEqualTo("192.0.2.7:4000\n");
    }
  }

  @Test
  void handlerSeesAllOfTheHeader() throws IOException {
    ProxyHeader header = HEADER.with(List.of(new Tlv.Authority("a.example")));
    try (Server server =
        Server.of(
                connection -> {
                  ProxyHeader seen = ((ProxiedConnection) connection).header();
                  connection.write(seen.tlv(Tlv.Authority.class).orElseThrow().host());
                })
            .through(ProxyStage.required())
            .listen(Inet4.LOOPBACK)
            .open()) {
      assertThat(talk(server, header.encode2())).isEqualTo("a.example");
    }
  }

  @Test
  void headerAboutAConnectionNamesItsClient() throws IOException {
    try (Server upstream = server(ProxyStage.required());
        Server front =
            Served.start(client -> {
              try (Connection inner = Served.connect(upstream)) {
                inner.write(ProxyHeader.about(client).encode2());
                BidirectionalRelay.between(client, inner, Served.LONG);
              }
            });
        Connection client = Served.connect(front)) {
      client.write("hi");
      client.closeWrite();
      assertThat(Served.rest(client)).isEqualTo(client.localAddress() + "\nhi");
    }
  }

  @NeedsLinux("abstract and automatic UNIX names")
  @Test
  void unixPeersAreBelieved() throws IOException {
    Unix name = Unix.ofAbstract("mortise-proxy-" + ProcessHandle.current().pid());
    ProxyStage stage = ProxyStage.required().from(AccessList.ALLOW_ALL.allow("10.0.0.0/8"));
    try (Server server = Server.of(ProxyStageTest::tell).through(stage).listen(name).open()) {
      try (Connection client = Served.connect(server)) {
        client.write(HEADER.encode1());
        client.closeWrite();
        assertThat(Served.rest(client)).isEqualTo("192.0.2.7:4000\n");
      }
    }
  }
}
