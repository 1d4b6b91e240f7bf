package mortise.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import mortise.net.Deadline;
import mortise.net.Inet;
import mortise.net.Socket;
import mortise.proxy.ProxyHop.Kind;
import mortise.server.Connection;
import mortise.server.ForwardingConnection;
import mortise.server.Handler;
import mortise.server.Server;
import mortise.testing.Loopback;
import mortise.testing.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The dialer: chains, and proxies that do not do their part. */
final class ProxyDialerTest {
  /** Answers whatever comes first with these bytes, and ends. */
  private static Handler answering(byte[] bytes) {
    return connection -> {
      connection.readAhead().more(1);
      connection.write(bytes);
      connection.closeWrite();
      connection.timeout(Served.LONG);
      connection.inputStream().readAllBytes();
    };
  }

  @Test
  void chainsOfAnyOrderLeadToTheTarget() throws IOException {
    try (Server echo = Served.echo();
        Server socks = Served.start(SocksServer.of(Served.OPEN));
        Server http = Served.start(HttpProxyServer.of(Served.OPEN))) {
      Seeds.each(
          10,
          random -> {
            List<ProxyHop> hops = new ArrayList<>();
            for (Kind kind : Kind.values()) {
              hops.add(Served.hop(kind, kind == Kind.HTTP ? http : socks));
            }
            Collections.shuffle(hops, new Random(random.nextLong()));
            hops = hops.subList(0, 1 + random.nextInt(4));
            try (Connection connection =
                ProxyDialer.through(hops).dial("localhost", Served.port(echo), Served.soon())) {
              assertThat(Served.said(connection, "hello")).isEqualTo("hello");
            }
          });
    }
  }

  /** A connection of the caller's may throw what has no message. */
  @Test
  void failureWithoutAMessageNamesTheProxy() throws IOException {
    IOException broken = new IOException();
    try (Server proxy = Served.start(connection -> connection.readAhead().more(1))) {
      ProxyHop hop = Served.hop(Kind.SOCKS5, proxy);
      ProxyDialer dialer =
          ProxyDialer.through(hop)
              .reachedBy((address, deadline) ->
                  new ForwardingConnection(
                      Connection.of(Socket.dial("127.0.0.1", address.port()))) {
                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                      throw broken;
                    }
                  });
      assertThatThrownBy(() -> dialer.dial("127.0.0.1", 9, Served.soon()))
          .isInstanceOf(ProxyFailure.class)
          .hasMessageEndingWith("java.io.IOException")
          .hasCause(broken);
    }
  }

  /** A name with an address where nobody listens, and then one where somebody does. */
  @ParameterizedTest
  @EnumSource
  void addressesOfANameAreTriedOneAfterTheOther(Kind kind) throws IOException {
    try (Server echo = Served.echo();
        Server proxy =
            Served.start(
                kind == Kind.HTTP
                    ? HttpProxyServer.of(Served.OPEN)
                    : SocksServer.of(Served.OPEN))) {
      int port = Served.port(echo);
      ProxyHop hop = Served.hop(kind, proxy).resolvingHere(true);
      ProxyDialer dialer =
          ProxyDialer.through(hop)
              .lookingUp((_, name, _) -> {
                assertThat(name.host()).isEqualTo("several.example");
                return List.of(new Target("127.0.66.1", port), new Target("127.0.0.1", port));
              });
      try (Connection connection = dialer.dial("several.example", port, Served.soon())) {
        assertThat(Served.said(connection, "hello")).isEqualTo("hello");
      }
      assertThatThrownBy(() ->
              dialer
                  .lookingUp((_, _, _) ->
                      List.of(new Target("127.0.66.1", port), new Target("127.0.66.2", port)))
                  .dial("several.example", port, Served.soon()))
          .isInstanceOf(ProxyFailure.class)
          .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }
  }

  @Test
  void refusalNamesTheHopAndTheReason() throws IOException {
    try (Server open = Served.start(SocksServer.of(Served.OPEN));
        Server strict = Served.start(SocksServer.of(ProxySettings.DEFAULT))) {
      ProxyHop first = Served.hop(Kind.SOCKS4, open);
      ProxyHop second = Served.hop(Kind.SOCKS5, strict);
      assertThatThrownBy(
              () -> ProxyDialer.through(first, second).dial("127.0.0.1", 9, Served.soon()))
          .isInstanceOf(ProxyFailure.class)
          .hasMessage(
              "proxy 2 of 2 %s cannot connect to 127.0.0.1:9: connection not allowed by ruleset"
                  + " (2)",
              second)
          .satisfies(e -> assertThat(((ProxyFailure) e).code()).isEqualTo(2))
          .satisfies(e -> assertThat(((ProxyFailure) e).hop()).isEqualTo(second));
    }
  }

  @Test
  void proxyThatIsNotThereIsNamed() throws IOException {
    try (Socket free = Loopback.TCP4.bound()) {
      ProxyHop hop = ProxyHop.of(Kind.HTTP, "127.0.0.1", ((Inet) free.localAddress()).port());
      assertThatThrownBy(() -> ProxyDialer.through(hop).dial("a.invalid", 1, Served.soon()))
          .isInstanceOf(ProxyFailure.class)
          .hasMessageStartingWith("proxy " + hop + " cannot be reached: ")
          .hasMessageContaining("refused");
    }
  }

  @ParameterizedTest
  @EnumSource
  void silentProxyCostsNoMoreThanTheDeadline(Kind kind) throws IOException {
    try (Socket silent = Loopback.TCP4.listener()) {
      ProxyHop hop = ProxyHop.of(kind, "127.0.0.1", ((Inet) silent.localAddress()).port());
      assertThatThrownBy(() ->
              ProxyDialer.through(hop).dial("127.0.0.1", 1, Deadline.after(Duration.ofMillis(30))))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void interruptIsNotBlamedOnTheProxy(Kind kind) throws IOException {
    try (Socket silent = Loopback.TCP4.listener()) {
      ProxyHop hop = ProxyHop.of(kind, "127.0.0.1", ((Inet) silent.localAddress()).port());
      ProxyDialer atTheAnswer = ProxyDialer.through(hop);
      ProxyDialer atTheConnect =
          atTheAnswer.reachedBy((proxy, deadline) -> {
            throw new InterruptedIOException();
          });
      for (ProxyDialer dialer : List.of(atTheAnswer, atTheConnect)) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> dialer.dial("127.0.0.1", 1, Served.soon()))
            .isInstanceOf(InterruptedIOException.class)
            .isNotInstanceOf(SocketTimeoutException.class);
        assertThat(Thread.interrupted()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anyAnswerIsAConnectionOrAnError(Kind kind) throws IOException {
    byte[] right =
        switch (kind) {
          case SOCKS4, SOCKS4A -> CodecCases.hex("005a000000000000");
          case SOCKS5 -> CodecCases.hex("0500 05000001 00000000 0000");
          case HTTP -> Octets.latin("HTTP/1.1 200 OK\r\nA: b\r\n\r\n");
        };
    Seeds.each(
        60,
        random -> {
          try (Server proxy = Served.start(answering(CodecCases.mutated(right, random)))) {
            ProxyDialer.through(Served.hop(kind, proxy))
                .dial("127.0.0.1", 1, Served.soon())
                .close();
          } catch (ProxyFailure e) {
            assertThat(e).hasMessageStartingWith("proxy " + kind.scheme() + "://127.0.0.1:");
          }
        });
  }

  @Test
  void bytesBehindTheAnswerAreTheTargets() throws IOException {
    byte[] bytes = Octets.latin("HTTP/1.1 200 OK\r\n\r\nSSH-2.0-x\r\n");
    try (Server proxy = Served.start(answering(bytes));
        Connection connection =
            ProxyDialer.through(Served.hop(Kind.HTTP, proxy)).dial("h", 22, Served.soon())) {
      assertThat(connection.readLine(100)).isEqualTo("SSH-2.0-x");
    }
  }

  @Test
  void endlessAnswerIsCutOff() throws IOException {
    try (Server proxy =
        Served.start(answering(Octets.latin("HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(100_000))))) {
      assertThatThrownBy(
              () -> ProxyDialer.through(Served.hop(Kind.HTTP, proxy)).dial("h", 22, Served.soon()))
          .isInstanceOf(ProxyFailure.class)
          .hasMessageContaining("expected a response of HTTP of at most 32768 bytes");
    }
  }

  @Test
  void loginInAConnectionThatEndsIsTriedInAnother() throws IOException {
    Login login = new Login("u", "p");
    HttpAuthentication asks = new HttpAuthentication(Logins.of(login));
    Handler closing =
        connection -> {
          HttpHead head = HeaderReader.read(connection, "x", HttpHead::decode, 10_000);
          boolean right =
              asks.check(head, HttpRequest.parse(head.line())) == HttpAuthentication.Verdict.RIGHT;
          connection.write(
              right
                  ? "HTTP/1.0 200 OK\r\n\r\n"
                  : "HTTP/1.0 407 No\r\nProxy-Authenticate: "
                      + asks.challenges(false).getFirst()
                      + "\r\n\r\n");
          if (right) {
            Served.echo(connection);
          }
        };
    try (Server first = Served.start(SocksServer.of(Served.OPEN));
        Server proxy = Served.start(closing);
        Connection connection =
            ProxyDialer.through(
                    Served.hop(Kind.SOCKS5, first), Served.hop(Kind.HTTP, proxy).login(login))
                .dial("h", 22, Served.soon())) {
      assertThat(Served.said(connection, "in")).isEqualTo("in");
    }
  }

  /** The connection ends behind the challenge, and nothing said so. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 0\r\n\r\n",
        "Content-Length: 9\r\n\r\ncut",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhe",
        "Transfer-Encoding: chunked\r\n\r\nno chunk\r\n",
      })
  void loginBehindAnEndThatWasNotAnnouncedIsTriedAnew(String rest) throws IOException {
    Login login = new Login("u", "p");
    HttpAuthentication asks = new HttpAuthentication(Logins.of(login));
    Handler closing =
        connection -> {
          HttpHead head = HeaderReader.read(connection, "x", HttpHead::decode, 10_000);
          if (asks.check(head, HttpRequest.parse(head.line()))
              == HttpAuthentication.Verdict.RIGHT) {
            connection.write("HTTP/1.1 200 OK\r\n\r\n");
            Served.echo(connection);
          } else {
            String challenge = asks.challenges(false).getFirst();
            connection.write("HTTP/1.1 407 No\r\nProxy-Authenticate: " + challenge + "\r\n" + rest);
          }
        };
    try (Server proxy = Served.start(closing);
        Connection connection =
            ProxyDialer.through(Served.hop(Kind.HTTP, proxy).login(login))
                .dial("h", 22, Served.soon())) {
      assertThat(Served.said(connection, "in")).isEqualTo("in");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nProxy agent: x/1.0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno field at all\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX : y\r\n\r\n",
        "HTTP/1.1 200 OK\r\n folded\r\nX: y\r\n z\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: a\u0001b\0\r\n: c\r\n\r\n",
        "HTTP/1.1 200 OK\nX: y\n\n",
        "HTTP/1.1 200\r\n\r\n",
        "HTTP/1.1  200  OK\r\n\r\n",
        "HTTP/1.1 204 Empty\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 102 X\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
      })
  void oddAnswerOpensTheTunnel(String answer) throws IOException {
    Handler odd =
        connection -> {
          HeaderReader.read(connection, "x", HttpHead::decode, 10_000);
          connection.write(Octets.latin(answer));
          Served.echo(connection);
        };
    try (Server proxy = Served.start(odd);
        Connection connection =
            ProxyDialer.through(Served.hop(Kind.HTTP, proxy)).dial("h", 22, Served.soon())) {
      assertThat(Served.said(connection, "in")).isEqualTo("in");
    }
  }

  /** Each reply is all that the proxy sends, and the connection stays open behind it. */
  @ParameterizedTest
  @CsvSource({
    "SOCKS5, 05 00 05 05, connection refused (5)",
    "SOCKS5, 05 00 05 01 00, general SOCKS server failure (1)",
    "SOCKS5, 05 00 05 04 00 01, host unreachable (4)",
    "SOCKS4, 00 5b, request rejected or failed (91)",
    "SOCKS4A, 00 5c 00 00 00, rejected: the proxy cannot connect to identd on the client (92)",
  })
  void failureThatIsCutShortHasItsReason(Kind kind, String reply, String reason)
      throws IOException {
    Handler shortened =
        connection -> {
          connection.write(CodecCases.hex(reply));
          while (connection.read(new byte[100]) >= 0) {
            // Until the client has ended the connection.
          }
        };
    try (Server proxy = Served.start(shortened)) {
      assertThatThrownBy(() ->
              ProxyDialer.through(Served.hop(kind, proxy)).dial("127.0.0.1", 22, Served.soon()))
          .isInstanceOf(ProxyFailure.class)
          .hasMessageEndingWith(": " + reason);
    }
  }

  @Test
  void loginReplyMayHaveTheVersionOfSocks() throws IOException {
    Handler confused =
        connection -> {
          connection.write(CodecCases.hex("05 02 05 00 05 00 00 01 00000000 0000"));
          Served.echo(connection);
        };
    Login login = new Login("u", "p");
    try (Server proxy = Served.start(confused);
        Connection connection =
            ProxyDialer.through(Served.hop(Kind.SOCKS5, proxy).login(login))
                .dial("127.0.0.1", 22, Served.soon())) {
      assertThat(connection).isNotNull();
    }
  }

  /** The proxy may run on this host, where the scope is needed. */
  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"SOCKS4A", "HTTP"})
  void scopeIsSentToAProxyThatTakesNames(Kind kind) throws Exception {
    BlockingQueue<String> asked = new ArrayBlockingQueue<>(1);
    Handler noting =
        connection -> {
          byte[] bytes = new byte[1000];
          int count = connection.read(bytes);
          asked.add(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
        };
    try (Server proxy = Served.start(noting)) {
      assertThatThrownBy(() ->
              ProxyDialer.through(Served.hop(kind, proxy)).dial("fe80::1%lo", 80, Served.soon()))
          .isInstanceOf(ProxyFailure.class)
          .hasMessageContaining("cannot connect to [fe80::1%lo]:80");
      assertThat(asked.take()).contains("fe80::1%lo");
    }
  }

  @Test
  void datagramsNeedOneProxyOfSocks5() {
    ProxyHop hop = ProxyHop.parse("http://h");
    assertThatThrownBy(() -> ProxyDialer.through(hop).datagrams(Served.soon()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("datagrams need exactly one SOCKS5 proxy; these are [http://h:3128]");
  }
}
