package mortise.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import mortise.net.Inet4;
import mortise.server.CloseReason;
import mortise.server.Connection;
import mortise.server.Handler;
import mortise.server.Server;
import mortise.testing.Seeds;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;

/** Servers whose clients send anything: every connection ends, and none by a fault of ours. */
final class FuzzedServersTest {
  private static final Logins LOGINS = Logins.of(new Login("me", "secret"));

  /** A mutated target leads nowhere: neither out of this machine nor for long into its DNS. */
  private static ProxySettings to(Target target) {
    return Served.OPEN
        .targets(Served.OPEN.targets().deny(address -> !Target.of(address).equals(target)))
        .dial(Duration.ofMillis(200));
  }

  private static void fuzz(Server server, List<byte[]> seeds) throws Exception {
    Seeds.each(
        150,
        random -> {
          byte[] seed = seeds.get(random.nextInt(seeds.size()));
          try (Connection client = Served.connect(server)) {
            client.write(CodecCases.mutated(seed, random));
            client.closeWrite();
            Served.rest(client);
          } catch (IOException e) {
            // Reset, where not all was read.
          }
        });
    Until.holds(() -> server.connections().isEmpty());
    assertThat(server.statistics().closed(CloseReason.ERROR)).isZero();
  }

  private static byte[] joined(byte[]... parts) {
    StringBuilder all = new StringBuilder();
    for (byte[] part : parts) {
      all.append(CodecCases.hex(part));
    }
    return CodecCases.hex(all.toString());
  }

  @Test
  void socksServersEndEveryConversation() throws Exception {
    try (Server echo = Served.echo()) {
      Target target = Served.target(echo);
      byte[] hello = Octets.latin("hello");
      byte[] four = new Socks4.Request(SocksCommand.CONNECT, target, "me").encode();
      byte[] five = new Socks5.Request(SocksCommand.CONNECT, target).encode();
      byte[] datagrams = new Socks5.Request(SocksCommand.UDP_ASSOCIATE, target).encode();
      byte[] login = new Socks5Login.Request(new Login("me", "secret")).encode();
      try (Server open = Served.start(SocksServer.of(to(target)))) {
        fuzz(
            open,
            List.of(
                joined(four, hello),
                joined(CodecCases.hex("050100"), five, hello),
                joined(CodecCases.hex("050100"), datagrams)));
      }
      try (Server asks = Served.start(SocksServer.of(to(target).logins(LOGINS)))) {
        fuzz(asks, List.of(joined(CodecCases.hex("05020002"), login, five, hello)));
      }
    }
  }

  @Test
  void httpServersEndEveryConversation() throws Exception {
    Origin origin = new Origin();
    try (Server there = Served.start(origin)) {
      String url = "http://" + Served.target(there);
      List<byte[]> seeds =
          List.of(
              Octets.latin("GET " + url + "/chunked HTTP/1.1\r\nA: b\r\n c\r\n\r\n"),
              Octets.latin("POST " + url + "/ HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"),
              Octets.latin(
                  "POST "
                      + url
                      + "/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
                      + "CONNECT "
                      + Served.target(there)
                      + " HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n"));
      Handler open = HttpProxyServer.of(to(Served.target(there)));
      try (Server proxy = Served.start(open)) {
        fuzz(proxy, seeds);
      }
      Handler asks = HttpProxyServer.of(to(Served.target(there)).logins(LOGINS));
      try (Server proxy = Served.start(asks)) {
        fuzz(proxy, seeds);
      }
    }
  }

  @Test
  void stagesEndEveryConversation() throws Exception {
    ProxyHeader header =
        ProxyHeader.of(Inet4.LOOPBACK.withPort(1), Inet4.LOOPBACK.withPort(2))
            .with(List.of(Tlv.Crc32c.RECKONED));
    for (ProxyStage stage : List.of(ProxyStage.required(), ProxyStage.optional())) {
      try (Server server =
          Server.of(ProxyStageTest::tell).through(stage).listen(Inet4.LOOPBACK).open()) {
        fuzz(server, List.of(header.encode1(), header.encode2()));
      }
    }
  }
}
