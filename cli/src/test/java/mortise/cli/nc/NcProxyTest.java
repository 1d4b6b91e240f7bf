package mortise.cli.nc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import mortise.cli.Mortise;
import mortise.testing.Needs;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** --proxy and -l --proxy-type: ours through ours, and each with others. */
class NcProxyTest {
  private static final List<Object> LISTEN = List.of("-v", "-l", "127.0.0.1", 0);

  /** A page for whoever asks. */
  private static final String PAGE =
      "sed '/^.$/q' >/dev/null; printf 'HTTP/1.0 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\npage\\n'";

  private static Nc proxy(String type, Object... more) throws Exception {
    return Nc.start(LISTEN, "--proxy-type", type, List.of(more));
  }

  private static Nc echo(Object... more) throws Exception {
    return Nc.start(LISTEN, "-k", "-e", "/bin/cat", List.of(more));
  }

  private static String at(Nc nc) throws Exception {
    return "127.0.0.1:" + nc.port();
  }

  private static void echoes(Object... client) throws Exception {
    String line = "words ".repeat(20_000) + "end\n";
    try (Nc peer = Nc.start(client)) {
      peer.say(line).endInput();
      assertThat(peer.end().status()).as("%s", peer).isZero();
      assertThat(peer.out()).isEqualTo(line);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http,http",
    "http,socks5",
    "http,socks4",
    "socks4,socks4",
    "socks5,socks5",
    "socks5,5",
    "socks4,4"
  })
  void oursGoThroughOurs(String server, String client) throws Exception {
    // One listener of SOCKS speaks all its versions.
    String type = server.equals("http") && !client.equals("http") ? client : server;
    try (Nc proxy = proxy(type);
        Nc target = echo()) {
      echoes("--proxy", at(proxy), "--proxy-type", client, "127.0.0.1", target.port());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "socks5"})
  void loginsAreAskedFor(String type) throws Exception {
    try (Nc proxy = proxy(type, "--proxy-auth", "me:secret");
        Nc target = echo()) {
      List<Object> way = List.of("--proxy", at(proxy), "--proxy-type", type);
      echoes(way, "--proxy-auth", "me:secret", "127.0.0.1", target.port());
      try (Nc peer = Nc.start(way, "--proxy-auth", "me:wrong", "127.0.0.1", target.port())) {
        assertThat(peer.end().status()).as("%s", peer).isEqualTo(1);
        assertThat(peer.err()).contains(at(proxy)).doesNotContain("wrong");
        assertThat(peer.err().lines()).hasSize(1);
      }
    }
  }

  @Test
  void loginMayComeFromTheEnvironment() throws Exception {
    try (Nc proxy = proxy("http", "--proxy-auth", "me:secret");
        Nc target = echo()) {
      ProcessBuilder builder =
          new ProcessBuilder(
              Mortise.command("nc", "--proxy", at(proxy), "127.0.0.1", target.port()));
      builder.environment().put("NCAT_PROXY_AUTH", "me:secret");
      try (Program peer = Program.start(builder)) {
        peer.say("hello\n").awaitOutput("hello\n");
      }
    }
  }

  @Test
  void chainsOfDifferentKindsAreGoneThroughByTlsToo() throws Exception {
    try (Nc http = proxy("http", "--proxy-auth", "me:secret");
        Nc socks = proxy("socks5");
        Nc target = echo("--ssl")) {
      echoes(
          List.of("--proxy", "http://me:secret@" + at(http), "--proxy", "socks5://" + at(socks)),
          List.of("--proxy", "socks4a://" + at(socks), "--ssl"),
          List.of("127.0.0.1", target.port()));
    }
  }

  @Test
  void proxyMayBeBehindTls() throws Exception {
    try (Nc proxy = proxy("http", "--ssl");
        Nc target = Nc.start(LISTEN, "-k", "-c", PAGE);
        Program curl =
            Program.start(
                List.of("curl", "-s", "--proxy-insecure", "-x", "https://" + at(proxy)),
                List.of("http://" + at(target) + "/"))) {
      assertThat(curl.end()).isEqualTo(new Program.Ended(0, "page\n", ""));
    }
  }

  @ParameterizedTest
  @CsvSource({"remote", "local", "both"})
  void namesAreLookedUpWhereItIsSaid(String where) throws Exception {
    try (Nc proxy = proxy("socks5");
        Nc target = echo()) {
      List<Object> way =
          List.of("-4", "--proxy", at(proxy), "--proxy-type", "socks5", "--proxy-dns", where);
      echoes(way, "localhost", target.port());
    }
  }

  @Test
  void namesAreNotLookedUpWhereThatIsSaid() throws Exception {
    try (Nc peer = Nc.start("--proxy", "127.0.0.1:1", "--proxy-dns", "none", "localhost", 1)) {
      assertThat(peer.end().status()).isEqualTo(2);
      assertThat(peer.err()).contains("localhost").contains("--proxy-dns none");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "socks5"})
  void proxyKeepsToItsFamily(String type) throws Exception {
    Needs.ipv6();
    try (Nc four = Nc.start("-4", "-lv", "--proxy-type", type, "127.0.0.1", "0");
        Nc server = Nc.start("-6", "-lv", "::1", "0")) {
      String proxy = "127.0.0.1:" + four.port();
      Nc.Ended ended =
          Nc.run(new byte[0], "--proxy", proxy, "--proxy-type", type, "::1", server.port());
      assertThat(ended.status()).as(ended.err()).isEqualTo(Ncat.NETWORK);
      assertThat(server.runs()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http, loopback, 127.0.0.1, 403 Forbidden",
    "http, private, localhost, 403 Forbidden",
    "http, '10.0.0.0/8,127.0.0.0/8', 0:0:0:0:0:ffff:7f00:1, 403 Forbidden",
    "http, loopback, 0.0.0.0, 403 Forbidden",
    "socks5, private, localhost, not allowed by ruleset",
    "socks5, 127.0.0.1, 127.0.0.1, not allowed by ruleset",
    "socks5, loopback, ::ffff:127.0.0.1, not allowed by ruleset",
  })
  void targetsAreDenied(String type, String denied, String host, String reason) throws Exception {
    try (Nc proxy =
            Nc.start("-lkv", "--proxy-type", type, "127.0.0.1", "0", "--proxy-deny", denied);
        Nc target = Nc.start("-lv", "127.0.0.1", "0")) {
      List<Object> way = List.of("--proxy", at(proxy), "--proxy-type", type, host, target.port());
      Nc.Ended ended = Nc.run(new byte[0], way.toArray());
      assertThat(ended.status()).as(ended.err()).isEqualTo(Ncat.NETWORK);
      assertThat(ended.err()).contains(reason);
      assertThat(target.runs()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "loopback,", "example.com", "10.0.0.0/33", "privat"})
  void deniedTargetThatIsNoneIsNamed(String denied) throws Exception {
    Nc.Ended ended =
        Nc.run(new byte[0], "-l", "--proxy-type", "http", "127.0.0.1", "0", "--proxy-deny", denied);
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err()).contains("of --proxy-deny: it is loopback, private or an address");
  }

  @Test
  void proxyThatIsNotThereIsNamed() throws Exception {
    int port = FreePort.tcp();
    try (Nc peer = Nc.start("--proxy", "127.0.0.1:" + port, "127.0.0.1", 1)) {
      assertThat(peer.end().status()).isEqualTo(1);
      assertThat(peer.err().lines()).singleElement().asString().contains("127.0.0.1:" + port);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--proxy-basic", "--proxy-digest", "--proxytunnel --proxy-digest"})
  void curlGoesThroughHttp(String options) throws Exception {
    try (Nc proxy = proxy("http", "--proxy-auth", "me:secret");
        Nc target = Nc.start(LISTEN, "-k", "-c", PAGE);
        Program curl =
            Program.start(
                List.of("curl", "-s", "-x", "http://" + at(proxy), "-U", "me:secret"),
                List.of(options.split(" ")),
                List.of("http://" + at(target) + "/"))) {
      assertThat(curl.end()).isEqualTo(new Program.Ended(0, "page\n", ""));
    }
  }

  /** Both ask the proxy for the name's A-labels. */
  @ParameterizedTest
  @ValueSource(strings = {"bücher.test", "straße.test"})
  void internationalNamesAreThoseOfCurl(String name) throws Exception {
    Needs.program("curl");
    try (ServerSocket listener = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
      String proxy = "http://127.0.0.1:" + listener.getLocalPort();
      try (Nc _ = Nc.start("--proxy", proxy, name, 81)) {
        String ours = request(listener);
        try (Program _ = Program.start("curl", "-sp", "-x", proxy, "http://" + name + ":81/")) {
          assertThat(ours).matches("CONNECT xn--.*:81 HTTP/1.*");
          assertThat(request(listener).split(" ")[1]).isEqualTo(ours.split(" ")[1]);
        }
      }
    }
  }

  private static String request(ServerSocket listener) throws IOException {
    try (Socket client = listener.accept()) {
      return new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"socks4", "socks4a", "socks5", "socks5h"})
  void curlGoesThroughSocks(String scheme) throws Exception {
    try (Nc proxy = proxy("socks5");
        Nc target = Nc.start(LISTEN, "-k", "-c", PAGE);
        Program curl =
            Program.start(
                "curl", "-s", "-x", scheme + "://" + at(proxy), "http://" + at(target) + "/")) {
      assertThat(curl.end()).isEqualTo(new Program.Ended(0, "page\n", ""));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "socks4", "socks5"})
  void ncatGoesThroughOurs(String type) throws Exception {
    try (Nc proxy = proxy(type);
        Nc target = echo();
        Program ncat =
            Program.start(
                List.of("ncat", "--proxy", at(proxy), "--proxy-type", type),
                List.of("127.0.0.1", target.port()))) {
      ncat.say("hello\n");
      ncat.awaitOutput("hello\n");
    }
  }

  @Test
  void oursGoThroughNcat() throws Exception {
    int port = FreePort.tcp();
    try (Program proxy =
            Program.start(
                    List.of("ncat", "-l", "--proxy-type", "http", "--proxy-auth", "me:secret"),
                    List.of("127.0.0.1", port))
                .awaitListening(port);
        Nc target = echo();
        Nc peer =
            Nc.start(
                List.of("--proxy", "127.0.0.1:" + port, "--proxy-auth", "me:secret"),
                List.of("127.0.0.1", target.port()))) {
      peer.say("hello\n");
      peer.awaitOutput("hello\n");
      assertThat(proxy.out()).isEmpty();
    }
  }
}
