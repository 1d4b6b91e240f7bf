package mortise.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mortise.net.Inet4;
import mortise.server.Server;
import mortise.testing.Program;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** curl as the client of the proxy servers. */
final class CurlTest {
  private static final Login LOGIN = new Login("me", "secret");

  private final Origin seen = new Origin();
  private Server origin;

  @BeforeEach
  void start() throws IOException {
    origin = Served.start(seen);
  }

  @AfterEach
  void stop() {
    origin.close();
  }

  private String url(String host, String path) {
    return "http://" + host + ":" + Served.port(origin) + path;
  }

  /** What curl prints; it fails for a status of 400 and more. */
  private static Program.Ended curl(Object... arguments) throws Exception {
    try (Program curl =
        Program.start(
            List.of("curl", "-sS", "--fail", "--noproxy", "", "-m", "20", "-A", "x"),
            List.of(arguments))) {
      return curl.end();
    }
  }

  private static String at(Server proxy) {
    return Served.target(proxy).toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--socks4", "--socks4a", "--socks5", "--socks5-hostname"})
  void getsThroughSocks(String option) throws Exception {
    try (Server proxy = Served.start(SocksServer.of(Served.OPEN))) {
      for (String host : List.of("127.0.0.1", "localhost")) {
        Program.Ended ended = curl("-4", option, at(proxy), url(host, "/abc"));
        assertThat(ended).isEqualTo(new Program.Ended(0, "/abc", ""));
      }
    }
  }

  @Test
  void logsInToSocks5() throws Exception {
    try (Server proxy = Served.start(SocksServer.of(Served.OPEN.logins(Logins.of(LOGIN))))) {
      Object[] right = {"--socks5", at(proxy), "-U", "me:secret", url("127.0.0.1", "/abc")};
      assertThat(curl(right)).isEqualTo(new Program.Ended(0, "/abc", ""));
      Object[] wrong = {"--socks5", at(proxy), "-U", "me:wrong", url("127.0.0.1", "/abc")};
      assertThat(curl(wrong).status()).isEqualTo(97);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-q", "--proxytunnel"})
  void getsThroughHttp(String how) throws Exception {
    try (Server proxy = Served.start(HttpProxyServer.of(Served.OPEN))) {
      Program.Ended ended =
          curl(how, "-x", at(proxy), url("127.0.0.1", "/1"), url("127.0.0.1", "/chunked"));
      assertThat(ended).isEqualTo(new Program.Ended(0, "/1hello world", ""));
      assertThat(curl(how, "-I", "-x", at(proxy), url("127.0.0.1", "/1")).out())
          .contains("Content-Length: 2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Expect: 100-continue", "Transfer-Encoding: chunked", "X: y"})
  void postsThroughHttp(String field, @TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("body"), "x".repeat(300_000));
    try (Server proxy = Served.start(HttpProxyServer.of(Served.OPEN))) {
      Program.Ended ended =
          curl(
              "-x", at(proxy), "-H", field, "--data-binary", "@" + file, url("127.0.0.1", "/post"));
      assertThat(ended.out()).isEqualTo("x".repeat(300_000));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--proxy-basic", "--proxy-digest", "--proxy-anyauth"})
  void logsInToHttp(String how) throws Exception {
    try (Server proxy = Served.start(HttpProxyServer.of(Served.OPEN.logins(Logins.of(LOGIN))))) {
      for (String tunnel : List.of("-q", "--proxytunnel")) {
        Object[] right = {
          how, tunnel, "-x", at(proxy), "-U", "me:secret", "-d", "body", url("127.0.0.1", "/abc?d")
        };
        assertThat(curl(right)).isEqualTo(new Program.Ended(0, "body", ""));
        Object[] wrong = {how, tunnel, "-x", at(proxy), "-U", "me:x", url("127.0.0.1", "/abc")};
        assertThat(curl(wrong).status()).isEqualTo(22);
      }
    }
  }

  @Test
  void isToldThatATargetIsForbidden() throws Exception {
    try (Server proxy = Served.start(HttpProxyServer.of(ProxySettings.DEFAULT))) {
      Object[] asked = {
        "-w", "%{http_code}", "-o", "/dev/null", "-x", at(proxy), url("127.0.0.1", "/")
      };
      assertThat(curl(asked).out()).isEqualTo("403");
    }
  }

  /** curl writes the header of version 1. */
  @Test
  void haproxyProtocolIsRead() throws Exception {
    try (Server server =
        Server.of(
                connection -> {
                  HeaderReader.read(connection, "a request", HttpHead::decode, 10_000);
                  boolean told = connection instanceof ProxiedConnection;
                  String text =
                      told + " " + connection.clientAddress().equals(connection.peerAddress());
                  connection.write("HTTP/1.0 200 OK\r\n\r\n" + text);
                })
            .through(ProxyStage.required())
            .listen(Inet4.LOOPBACK)
            .open()) {
      assertThat(curl("--haproxy-protocol", "http://" + at(server) + "/").out())
          .isEqualTo("true true");
    }
  }
}
