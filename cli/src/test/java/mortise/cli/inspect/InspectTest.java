package mortise.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mortise.cli.Mortise;
import mortise.net.Address;
import mortise.net.Socket;
import mortise.server.Server;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;

/** The data of the page, as a browser asks for them. */
final class InspectTest {
  private static final Pattern URL = Pattern.compile("shown at (http://\\S+/)");
  private static final Pattern PART = Pattern.compile("\\[\\d+,\\d+,([01]),(\\d+),\"([^\"]*)\"\\]");

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }

  private static String url(Program program) throws InterruptedException {
    program.awaitError("shown at http://");
    return found(URL, program.err());
  }

  private static InputStream open(String url, String method) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setRequestProperty("X-Mortise", "1");
    return connection.getInputStream();
  }

  private static String text(String url, String method) throws IOException {
    try (InputStream in = open(url, method)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String get(String url) throws IOException {
    return text(url, "GET");
  }

  private static String post(String url) throws IOException {
    return text(url, "POST");
  }

  /** Looks, as an open page does, until it is closed. */
  private static InputStream look(String url) throws IOException {
    InputStream events = open(url + "events", "GET");
    assertThat(events.read()).isEqualTo('e');
    return events;
  }

  private static Server echo() throws IOException {
    return Server.of(
            c -> {
              byte[] room = new byte[1 << 16];
              for (int count; (count = c.read(room)) >= 0; ) {
                c.write(room, 0, count);
              }
            })
        .listen(Address.parse("127.0.0.1:0"))
        .open();
  }

  private static byte[] exchange(Socket s, byte[] bytes) throws Exception {
    Thread sender =
        Thread.ofVirtual()
            .start(() -> {
              try {
                s.sendAll(bytes);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    byte[] back = new byte[bytes.length];
    for (int at = 0; at < back.length; ) {
      byte[] part = s.recv(Math.min(1 << 16, back.length - at));
      assertThat(part).isNotEmpty();
      System.arraycopy(part, 0, back, at, part.length);
      at += part.length;
    }
    sender.join();
    return back;
  }

  /** The kernel's transfer is interrupted and begun again while bytes are on their way. */
  @Test
  void lookingAndLeavingLosesNoByte() throws Exception {
    try (Server echo = echo();
        Program relay =
            Mortise.start(
                "relay",
                "tcp-listen:127.0.0.1:0,fork",
                "tcp:" + echo.address(),
                "--inspect",
                "0",
                "-v")) {
      relay.awaitError("listening at");
      String url = url(relay);
      int port =
          Integer.parseInt(found(Pattern.compile("listening at 127.0.0.1:(\\d+)"), relay.err()));
      Random random = new Random(42);
      try (Socket s = Socket.dial("127.0.0.1", port)) {
        for (int turn = 0; turn < 6; turn++) {
          byte[] unseen = new byte[1 + random.nextInt(3 << 20)];
          random.nextBytes(unseen);
          Thread looker = turn % 2 == 0 ? Thread.ofVirtual().start(() -> lookShortly(url)) : null;
          assertThat(exchange(s, unseen)).isEqualTo(unseen);
          if (looker != null) {
            looker.join();
          }
        }
        try (InputStream _ = look(url)) {
          byte[] seen = "the first bytes after a look".getBytes(StandardCharsets.UTF_8);
          assertThat(exchange(s, seen)).isEqualTo(seen);
          assertThat(get(url + "parts?n=1")).contains(Base64.getEncoder().encodeToString(seen));
        }
      }
    }
  }

  private static void lookShortly(String url) {
    try (InputStream events = look(url)) {
      events.readNBytes(100);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void historyHasBothWaysOfAServerAndItsCounters() throws Exception {
    try (Program serve = Mortise.start("serve", "echo", "127.0.0.1:0", "--inspect", "0")) {
      serve.awaitError("listening on");
      String url = url(serve);
      int port =
          Integer.parseInt(found(Pattern.compile("listening on 127.0.0.1:(\\d+)"), serve.err()));
      try (InputStream _ = look(url);
          Socket s = Socket.dial("127.0.0.1", port)) {
        exchange(s, "hi".getBytes(StandardCharsets.UTF_8));
        Matcher parts = PART.matcher(get(url + "parts?n=1"));
        String ways = "";
        while (parts.find()) {
          ways += parts.group(1) + parts.group(2) + parts.group(3) + " ";
        }
        assertThat(ways).isEqualTo("10aGk= 00aGk= ");
        assertThat(get(url + "conversations.json")).contains("\"limit\":", "\"accepted\":1");
        assertThat(post(url + "replay?n=1&way=r&to=new")).contains("\"bytes\":2");
        assertThat(post(url + "close?n=1")).contains("done");
      }
    }
  }

  @Test
  void brokerOfNcShowsItsMembers() throws Exception {
    try (Program nc =
        Mortise.start("nc", "-v", "-l", "--broker", "127.0.0.1", "0", "--inspect", "0")) {
      nc.awaitError("Listening on");
      String url = url(nc);
      int port =
          Integer.parseInt(found(Pattern.compile("Listening on 127.0.0.1:(\\d+)"), nc.err()));
      try (InputStream _ = look(url);
          Socket one = Socket.dial("127.0.0.1", port);
          Socket two = Socket.dial("127.0.0.1", port)) {
        while (!get(url + "conversations.json").contains("\"conversation\":2")) {
          Thread.sleep(20);
        }
        untilMembers(one, two);
        one.sendAll("all of you\n".getBytes(StandardCharsets.UTF_8));
        assertThat(two.recv(100)).asString().isEqualTo("all of you\n");
        // What a client has read already is counted a moment later.
        while (!get(url + "conversations.json").contains("\"sent\":11")) {
          Thread.sleep(20);
        }
        String all = get(url + "conversations.json");
        assertThat(all).contains("\"received\":11", "rejected_limit");
      }
    }
  }

  /** A row may be on the page before its client is a member, who gets what is sent from then on. */
  private static void untilMembers(Socket one, Socket two) throws IOException {
    one.timeout(Duration.ofMillis(200));
    while (true) {
      two.sendAll("here\n");
      try {
        one.recv(100);
        return;
      } catch (SocketTimeoutException _) {
        // The other one is no member yet.
      }
    }
  }

  @Test
  void connectingHasNoPage() throws Exception {
    try (Program nc = Mortise.start("nc", "--inspect", "0", "127.0.0.1", "1")) {
      assertThat(nc.end().err()).contains("--inspect is for listening");
    }
  }
}
