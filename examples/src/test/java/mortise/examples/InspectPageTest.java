package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mortise.net.Address;
import mortise.net.Inet;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.server.Server;
import mortise.testing.Program;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The page of --inspect, in a browser. */
@ResourceLock("browser")
@Execution(ExecutionMode.SAME_THREAD)
final class InspectPageTest {
  private static final Pattern URL = Pattern.compile("shown at (http://\\S+/)");
  private static final Pattern PORT = Pattern.compile("listening at 127\\.0\\.0\\.1:(\\d+)");

  private static final Pattern LISTENING = Pattern.compile("listening .*127\\.0\\.0\\.1:(\\d+)");

  private static Browser browser;
  private static Server echo;
  private static Program relay;

  @BeforeAll
  static void open() throws Exception {
    browser = Browser.open("en-US");
    echo = Server.of(InspectPageTest::echo).listen(Address.parse("127.0.0.1:0")).open();
    relay =
        Program.start(
            Examples.mortise(
                "relay",
                "tcp-listen:127.0.0.1:0,fork",
                "tcp:" + echo.address(),
                "--inspect",
                "0",
                "-v"));
    relay.awaitError("listening at").awaitError("shown at");
  }

  @AfterAll
  static void close() {
    for (AutoCloseable each : new AutoCloseable[] {relay, echo, browser}) {
      try {
        if (each != null) {
          each.close();
        }
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  private static void echo(Connection c) throws IOException {
    byte[] room = new byte[4096];
    for (int count; (count = c.read(room)) >= 0; ) {
      c.write(room, 0, count);
    }
  }

  private static String found(Pattern pattern) {
    return found(pattern, relay);
  }

  private static String found(Pattern pattern, Program program) {
    Matcher matcher = pattern.matcher(program.err());
    assertThat(matcher.find()).as(program.err()).isTrue();
    return matcher.group(1);
  }

  private static Socket client() throws IOException {
    return Socket.dial("127.0.0.1", Integer.parseInt(found(PORT)));
  }

  /** How the table calls a client. */
  private static String name(Socket client) throws IOException {
    return "127.0.0.1:" + ((Inet) client.localAddress()).port();
  }

  private static Browser page(int width, int height, boolean dark) {
    browser.as(width, height, dark).show(found(URL));
    browser.choose("#language", "en").choose("#view", "text");
    return browser.await("#link", "live");
  }

  private static String talk(Socket s, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    s.sendAll(bytes);
    return new String(receive(s, bytes.length), StandardCharsets.UTF_8);
  }

  private static byte[] receive(Socket s, int count) throws IOException {
    byte[] all = new byte[count];
    for (int at = 0; at < count; ) {
      byte[] part = s.recv(count - at);
      assertThat(part).as("bytes before the end").isNotEmpty();
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  @Test
  void showsConversationsAndControlsThem() throws Exception {
    try (Socket one = client();
        Socket two = client()) {
      talk(one, "hi\n");
      page(1280, 900, false).await("#rows", name(one)).await("#rows", name(two));
      talk(one, "GET /hello HTTP/1.1\r\n\r\n");
      browser.click("#rows .peer button", name(one)).await("#parts", "GET /hello");

      browser.click("#pause-r").await("#pause-r", "Resume").await("#facts", "paused");
      one.sendAll("held\n".getBytes(StandardCharsets.UTF_8));
      one.timeout(Duration.ofMillis(300));
      assertThatThrownBy(() -> one.recv(10)).isInstanceOf(SocketTimeoutException.class);
      one.timeout(null);
      browser.click("#pause-r");
      assertThat(receive(one, 5)).asString().isEqualTo("held\n");

      browser.type("#filter", "nothing has this").await("#none", "No connection matches");
      browser.reload().await("#link", "live").await("#parts", "held");
      browser.click("#close").await("#facts", "closed from here");
      assertThat(talk(two, "the other one goes on")).isEqualTo("the other one goes on");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void replaysToANewConnection() throws Exception {
    page(1280, 900, false);
    try (Socket s = client()) {
      talk(s, "say it again");
      browser.click("#rows .peer button", name(s)).await("#parts", "say it again");
    }
    browser.click("#replay").await("#told", "12 B sent again");
    browser.click("#rows .peer button", echo.address().toString());
    browser.await("#facts", "replay of conversation").await("#parts", "say it again");
  }

  /** Whatever a peer sends is text on the page. */
  @Test
  void hostileBytesAreText() throws Exception {
    List<String> hostile =
        List.of(
            "<script>document.title='owned'</script>",
            "<img src=x onerror=\"document.title='owned'\">",
            "\"><svg onload=document.title='owned'>",
            "</pre></li><h1 id=owned>owned</h1>",
            "{\"rows\":[]}\n\nevent: all\ndata: {}\n\n",
            "\u202egnp.exe \u2066 \u200b\ufeff \u0085 \u2028",
            "a\u0000b\u0007\u001b]0;owned\u0007\r\n");
    try (Socket s = client()) {
      page(1000, 900, false).await("#rows", name(s));
      for (String each : hostile) {
        assertThat(talk(s, each)).isEqualTo(each);
      }
      byte[] all = new byte[256];
      for (int i = 0; i < all.length; i++) {
        all[i] = (byte) i;
      }
      s.sendAll(all);
      assertThat(receive(s, all.length)).isEqualTo(all);
      browser.click("#rows .peer button", name(s)).await("#parts", hostile.getFirst());
      browser.await("#parts", "\\xff").await("#parts", "\\u202e");
      browser.choose("#view", "both").await("#parts pre.hex", "3c 73 63 72 69 70 74");
      Object tags =
          browser.script(
              "return [...new Set([...document.querySelectorAll('#parts *')]"
                  + ".map(e => e.tagName))].sort().join()");
      assertThat(tags).isEqualTo("B,DIV,I,LI,PRE");
      assertThat(browser.script("return document.title")).isEqualTo("mortise: connections");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  /** What peers choose besides their bytes: names of a process and of a socket, SNI. */
  private static final String HOSTILE_PEER =
      """
      import random, socket, ssl, sys
      tcp, name, tls, seed = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
      draw = random.Random(seed)
      pieces = ["<b id=owned>", "</td>", "<script>", "&lt;", '"', "'", "\\\\",
                "\\u202e", "\\u2028", "\\u200b", "\\x1b[2J", "\\n", "\\r", "\\x85"]
      def hostile(most):
          text = "".join(draw.choice(pieces) for _ in range(9)).encode()
          return text[:most]
      with open("/proc/self/comm", "wb", 0) as comm:
          comm.write(hostile(15))
      held = [socket.create_connection(("127.0.0.1", tcp))]
      unix = socket.socket(socket.AF_UNIX)
      unix.bind(b"\\0" + hostile(60) + b"\\xff%d-%d" % (seed, tcp))
      unix.connect("\\0" + name)
      held.append(unix)
      context = ssl._create_unverified_context()
      host = "<img src=x onerror=alert(%d)>" % seed
      plain = socket.create_connection(("127.0.0.1", tls))
      held.append(context.wrap_socket(plain, server_hostname=host))
      for s in held:
          s.sendall(b"hi")
      print("connected", flush=True)
      sys.stdin.read()
      """;

  /** An element that a name has made, or a character that steers how the page is read. */
  private static final String ODD =
      """
      const made = [...document.querySelectorAll('#rows *, #one *')]
          .filter(e => e.id === 'owned' || e.tagName === 'IMG' || e.tagName === 'SCRIPT');
      const steers = /[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u2028-\\u202e]/;
      const text = document.querySelector('#rows').textContent + document.querySelector('#facts').textContent;
      return made.length + (steers.test(text) ? ' steered' : '');
      """;

  @Test
  void hostileNamesAreText() throws Exception {
    String name = "mortise-hostile-" + ProcessHandle.current().pid();
    String echoes = echo.address().toString();
    try (Program plain =
            Program.start(
                Examples.mortise("serve", "echo", "127.0.0.1:0", "@" + name, "--inspect", "0"));
        Program tls =
            Program.start(
                Examples.mortise(
                    "relay", "tls-listen:127.0.0.1:0,fork", "tcp:" + echoes, "--inspect", "0"))) {
      String serving = found(LISTENING, plain.awaitError("shown at").awaitError("127.0.0.1:"));
      String behindTls = found(LISTENING, tls.awaitError("shown at").awaitError("listening"));
      for (int seed = 1; seed <= 6; seed++) {
        String number = Integer.toString(seed);
        try (Program peer =
            Program.start("python3", "-c", HOSTILE_PEER, serving, name, behindTls, number)) {
          peer.awaitOutput("connected");
          browser.show(found(URL, plain)).await("#link", "live");
          browser.await("#rows", "@").click("#rows .peer button", "127.0.0.1");
          assertThat(browser.script(ODD)).isEqualTo("0");
          browser.click("#rows .peer button", "@").await("#facts", "State");
          assertThat(browser.script(ODD)).isEqualTo("0");
          browser.show(found(URL, tls)).await("#link", "live");
          browser.click("#rows .peer button", "127.0.0.1").await("#facts", "onerror=alert");
          assertThat(browser.script(ODD)).isEqualTo("0");
          assertThat(browser.script("return document.title")).isEqualTo("mortise: connections");
          assertThat(peer.endInput().end().status()).isZero();
        }
      }
      browser.show("about:blank"); // before the servers end, which the page would complain of
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void isAccessibleAndFitsEveryWidth() throws Exception {
    List<Socket> clients = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      clients.add(client());
    }
    page(1280, 1500, false);
    for (Socket client : clients) {
      talk(client, "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n");
      talk(client, "早上好, good morning\n");
    }
    String last = name(clients.getLast());
    browser.click("#rows .peer button", last).await("#parts", "早上好");
    browser.element("#plot-rtt canvas");
    for (PageLook look : PageLook.all()) {
      browser.choose("#language", look.language());
      browser.await("#head-table", look.language().equals("en") ? "Connections" : "连接");
      look.check(browser, "inspect", 1400);
    }
    assertThat(browser.complaints()).isEmpty();
    for (Socket client : clients) {
      client.close();
    }
  }
}
