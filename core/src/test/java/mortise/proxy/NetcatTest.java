package mortise.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import mortise.proxy.ProxyHop.Kind;
import mortise.server.Connection;
import mortise.server.Server;
import mortise.testing.FreePort;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ncat, socat and microsocks at the other end. */
final class NetcatTest {
  private static final Login LOGIN = new Login("me", "secret");

  /** A port that was free a moment ago. */
  private static int freePort() throws IOException {
    return FreePort.next();
  }

  private static String talk(Object... command) throws Exception {
    try (Program program = Program.start(command)) {
      program.say("hello\n").awaitOutput("hello").endInput();
      Program.Ended ended = program.end();
      assertThat(ended.status()).as("" + ended).isZero();
      return ended.out();
    }
  }

  @ParameterizedTest
  @CsvSource({"http,false", "socks4,false", "socks5,false", "http,true", "socks5,true"})
  void ncatTalksThroughOurServers(String type, boolean asks) throws Exception {
    ProxySettings settings = asks ? Served.OPEN.logins(Logins.of(LOGIN)) : Served.OPEN;
    try (Server echo = Served.echo();
        Server proxy =
            Served.start(
                type.equals("http") ? HttpProxyServer.of(settings) : SocksServer.of(settings))) {
      List<Object> login = asks ? List.of("--proxy-auth", "me:secret") : List.of();
      assertThat(
              talk(
                  "ncat",
                  "--proxy",
                  Served.target(proxy),
                  "--proxy-type",
                  type,
                  login,
                  "127.0.0.1",
                  Served.port(echo)))
          .isEqualTo("hello\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SOCKS4", "SOCKS4A"})
  void socatTalksThroughSocks4(String kind) throws Exception {
    try (Server echo = Served.echo();
        Server proxy = Served.start(SocksServer.of(Served.OPEN))) {
      String host = kind.equals("SOCKS4") ? "127.0.0.1" : "localhost";
      String address =
          kind
              + ":127.0.0.1:"
              + host
              + ":"
              + Served.port(echo)
              + ",socksport="
              + Served.port(proxy);
      assertThat(talk("socat", "-", address)).isEqualTo("hello\n");
    }
  }

  @Test
  void socatTalksThroughHttp() throws Exception {
    try (Server echo = Served.echo();
        Server proxy = Served.start(HttpProxyServer.of(Served.OPEN.logins(Logins.of(LOGIN))))) {
      String address =
          "PROXY:127.0.0.1:127.0.0.1:"
              + Served.port(echo)
              + ",proxyauth=me:secret,proxyport="
              + Served.port(proxy);
      assertThat(talk("socat", "-", address)).isEqualTo("hello\n");
    }
  }

  private static void leads(ProxyHop hop, String host) throws IOException {
    try (Server echo = Served.echo();
        Connection connection =
            ProxyDialer.through(hop).dial(host, Served.port(echo), Served.soon())) {
      assertThat(Served.said(connection, "hello")).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ncatsHttpProxyLeadsOn(boolean asks) throws Exception {
    int port = freePort();
    List<Object> login = asks ? List.of("--proxy-auth", "me:secret") : List.of();
    try (Program ncat =
        Program.start("ncat", "-lk", "--proxy-type", "http", login, "127.0.0.1", port)) {
      ncat.awaitListening(port);
      ProxyHop hop = ProxyHop.of(Kind.HTTP, "127.0.0.1", port);
      leads(asks ? hop.login(LOGIN) : hop, "127.0.0.1");
      if (asks) {
        assertThatThrownBy(() -> ProxyDialer.through(hop).dial("127.0.0.1", 1, Served.soon()))
            .isInstanceOf(ProxyFailure.class)
            .hasMessageContaining("response 407");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void microsocksLeadsOn(boolean asks) throws Exception {
    int port = freePort();
    List<Object> login = asks ? List.of("-u", "me", "-P", "secret") : List.of();
    try (Program socks = Program.start("microsocks", "-i", "127.0.0.1", "-p", port, login)) {
      socks.awaitListening(port);
      ProxyHop hop = ProxyHop.of(Kind.SOCKS5, "127.0.0.1", port);
      leads(asks ? hop.login(LOGIN) : hop, "localhost");
      int closed = freePort();
      ProxyHop used = asks ? hop.login(LOGIN) : hop;
      assertThatThrownBy(() -> ProxyDialer.through(used).dial("127.0.0.1", closed, Served.soon()))
          .hasMessageEndingWith("connection refused (5)");
    }
  }
}
