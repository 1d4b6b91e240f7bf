package mortise.cli.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import mortise.net.Deadline;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.process.PlainDescriptor;
import mortise.server.CloseReason;
import mortise.server.Connection;
import mortise.server.Server;
import mortise.testing.Seeds;
import mortise.testing.Until;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the comparison with nginx does not show. */
final class FileHandlerTest {
  @TempDir Path folder;
  private Path site;
  private Server server;

  @BeforeEach
  void start() throws IOException {
    site = Files.createDirectories(folder.resolve("site"));
    Files.writeString(site.resolve("a.txt"), "content");
    server = Server.open(Inet4.LOOPBACK, new FileHandler(site));
  }

  @AfterEach
  void stop() {
    server.stop(Duration.ZERO);
  }

  private Connection connect() throws IOException {
    Connection client = Connection.of(Socket.dial("127.0.0.1", port(), null, soon()));
    client.timeout(Duration.ofSeconds(60));
    return client;
  }

  private int port() {
    return ((Inet) server.address()).port();
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(60));
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** All that comes back for some bytes. */
  private String ask(byte[] request) throws IOException {
    try (Connection client = connect()) {
      client.write(request);
      client.closeWrite();
      return new String(client.inputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private String get(String target, String... fields) throws IOException {
    String more = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
    return ask(latin("GET " + target + " HTTP/1.1\r\nHost: a\r\n" + more + "\r\n"));
  }

  private static String body(String response) {
    return response.substring(response.indexOf("\r\n\r\n") + 4);
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder() throws IOException {
    String one = "GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n";
    String none = "HEAD /none HTTP/1.1\r\nHost: a\r\n\r\n";
    String last = "GET /a.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    String all = ask(latin(one + none + last + one));
    assertThat(all.replaceAll("(?s)HTTP/1.1 (\\d+).*?\r\n\r\n", "<$1>"))
        .isEqualTo("<200>content<404><200>content");
  }

  @Test
  void clientOfOldIsKeptWhereItAsks() throws IOException {
    String kept = "GET /a.txt HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    String all = ask(latin(kept + kept + "GET /a.txt HTTP/1.0\r\n\r\n" + kept));
    assertThat(all.split("content", -1)).hasSize(4);
    assertThat(all).contains("Connection: keep-alive\r\n");
  }

  @Test
  void requestBehindABodyIsNotReadOutOfIt() throws IOException {
    String inner = "GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n";
    String length = "Content-Length: " + inner.length();
    String all = ask(latin("GET /none HTTP/1.1\r\nHost: a\r\n" + length + "\r\n\r\n" + inner));
    assertThat(all)
        .startsWith("HTTP/1.1 404")
        .containsOnlyOnce("HTTP/1.1")
        .contains("Connection: close");
  }

  @Test
  void linkThatIsSwitchedIsSeenByTheNextRequest() throws IOException {
    Path link = folder.resolve("current");
    for (String version : List.of("one", "two")) {
      Files.writeString(Files.createDirectory(folder.resolve(version)).resolve("f"), version);
    }
    Files.createSymbolicLink(link, Path.of("one"));
    try (Server switched = Server.open(Inet4.LOOPBACK, new FileHandler(link));
        Connection client =
            Connection.of(
                Socket.dial("127.0.0.1", ((Inet) switched.address()).port(), null, soon()))) {
      client.timeout(Duration.ofSeconds(60));
      assertThat(next(client)).isEqualTo("one");
      Path other = Files.createSymbolicLink(folder.resolve("other"), Path.of("two"));
      Files.move(other, link, StandardCopyOption.REPLACE_EXISTING);
      assertThat(next(client)).isEqualTo("two");
      Files.delete(link);
      client.write("GET /f HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readLine(100)).isEqualTo("HTTP/1.1 404 Not Found");
    }
  }

  @Test
  void responsesOfAServerThatStopsEndTheirConnection() throws IOException {
    AtomicBoolean stopping = new AtomicBoolean();
    try (Server ending = Server.open(Inet4.LOOPBACK, new FileHandler(site, stopping::get));
        Connection client =
            Connection.of(
                Socket.dial("127.0.0.1", ((Inet) ending.address()).port(), null, soon()))) {
      client.timeout(Duration.ofSeconds(60));
      String request = "GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n";
      client.write(request);
      assertThat(client.readUntil(latin("content"), 1000)).isNotNull();
      stopping.set(true);
      client.write(request);
      String last = new String(client.inputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(last).contains("\r\nConnection: close\r\n").endsWith("content");
    }
  }

  private static String next(Connection client) throws IOException {
    client.write("GET /f HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(client.readUntil(latin("\r\n\r\n"), 1000)).isNotNull();
    return new String(client.readExactly(3), StandardCharsets.US_ASCII);
  }

  @Test
  void linksInsideAreFollowedAndOthersAreNotThere() throws IOException {
    Files.writeString(folder.resolve("secret"), "secret");
    Files.createSymbolicLink(site.resolve("in"), Path.of("a.txt"));
    Files.createSymbolicLink(site.resolve("absolute"), site.toRealPath().resolve("a.txt"));
    Files.createSymbolicLink(site.resolve("out"), Path.of("../secret"));
    Files.createSymbolicLink(site.resolve("up"), Path.of(".."));
    Files.createSymbolicLink(site.resolve("dangling"), Path.of("none"));
    assertThat(body(get("/in"))).isEqualTo("content");
    assertThat(body(get("/absolute"))).isEqualTo("content");
    for (String target : List.of("/out", "/up", "/up/", "/up/secret", "/dangling")) {
      assertThat(get(target)).as(target).startsWith("HTTP/1.1 404 ");
    }
    assertThat(get("/")).contains(">in<", ">absolute<").doesNotContain(">out<", ">up", "dangling");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/.hidden", "/.d/f", "/%2ehidden", "/a/../.hidden", "/.d/"})
  void namesWithADotInFrontAreNotThere(String target) throws IOException {
    Files.writeString(site.resolve(".hidden"), "secret");
    Files.writeString(Files.createDirectory(site.resolve(".d")).resolve("f"), "secret");
    assertThat(get(target)).startsWith("HTTP/1.1 404 ").doesNotContain("secret");
    assertThat(get("/")).doesNotContain("hidden");
  }

  @Test
  void fifoDoesNotHoldUpTheServer() throws IOException {
    PlainDescriptor.makeFifo(site.resolve("fifo"), 0600);
    PlainDescriptor.makeFifo(Files.createDirectory(site.resolve("d")).resolve("index.html"), 0600);
    assertThat(get("/fifo")).startsWith("HTTP/1.1 404 ");
    assertThat(get("/d/")).startsWith("HTTP/1.1 200 ").contains("Index of /d/");
    assertThat(get("/")).doesNotContain("fifo");
  }

  @Test
  void directoryExchangedForALinkLeaksNothing() throws Exception {
    Files.writeString(Files.createDirectory(folder.resolve("outside")).resolve("f"), "SECRET");
    Files.writeString(Files.createDirectory(site.resolve("real")).resolve("f"), "public");
    Files.createSymbolicLink(site.resolve("link"), folder.toRealPath().resolve("outside"));
    AtomicBoolean stop = new AtomicBoolean();
    Thread swapper =
        Thread.ofPlatform()
            .start(() -> {
              try {
                for (int i = 0; !stop.get(); i++) {
                  Path one = site.resolve(i % 2 == 0 ? "real" : "link");
                  Files.move(one, site.resolve("swapped"));
                  Files.move(site.resolve("swapped"), one);
                }
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    String request = "GET /swapped/f HTTP/1.1\r\nHost: a\r\n\r\n";
    try {
      for (int i = 0; i < 20; i++) {
        assertThat(ask(latin(request.repeat(100)))).doesNotContain("SECRET");
      }
    } finally {
      stop.set(true);
      swapper.join();
    }
  }

  @Test
  void redirectNeitherLeavesTheHostNorBreaksTheHead() throws IOException {
    Files.createDirectories(site.resolve("evil.example/%2e%2e"));
    Files.createDirectory(site.resolve("d\r\nX: y"));
    Files.createDirectory(site.resolve("\\back"));
    assertThat(get("//evil.example?a=/../&b=%0d%0a"))
        .contains("\r\nLocation: /evil.example/?a=/../&b=%0d%0a\r\n");
    assertThat(get("/d%0d%0aX:%20y")).contains("\r\nLocation: /d%0D%0AX%3A%20y/\r\n");
    assertThat(get("/%5cback?\u00e9")).contains("\r\nLocation: /%5Cback/?%E9\r\n");
    assertThat(get("/evil.example/%252e%252e"))
        .contains("\r\nLocation: /evil.example/%252e%252e/\r\n");
  }

  @Test
  void filesThatMayNotBeReadAreForbidden() throws IOException {
    Files.writeString(site.resolve("locked"), "secret");
    Files.setPosixFilePermissions(site.resolve("locked"), Set.of());
    boolean privileged = Files.isReadable(site.resolve("locked"));
    assertThat(get("/locked")).startsWith(privileged ? "HTTP/1.1 200 " : "HTTP/1.1 403 ");
  }

  /** Small ones go out with their head, and larger ones by sendfile. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1 << 14, (1 << 14) + 1, 1 << 17})
  void filesOfAllSizesAreWhole(int size) throws IOException {
    String text = "0123456789abcde".repeat(size / 15 + 1).substring(0, size);
    Files.writeString(site.resolve("size"), text);
    String response = get("/size", "Connection: close");
    assertThat(response).contains("\r\nContent-Length: " + size + "\r\n");
    assertThat(body(response)).isEqualTo(text);
  }

  @Test
  void tagTellsFilesOfOneSizeAndTimeApart() throws IOException {
    FileTime time = FileTime.from(Instant.parse("2020-01-02T03:04:05Z"));
    Files.setLastModifiedTime(site.resolve("a.txt"), time);
    String tag = get("/a.txt").replaceAll("(?s).*\r\nETag: ([^\r]+).*", "$1");
    assertThat(get("/a.txt", "If-None-Match: " + tag)).startsWith("HTTP/1.1 304 ");
    Files.writeString(site.resolve("b"), "CONTENT");
    Files.setLastModifiedTime(site.resolve("b"), time);
    Files.move(site.resolve("b"), site.resolve("a.txt"), StandardCopyOption.REPLACE_EXISTING);
    assertThat(get("/a.txt", "If-None-Match: " + tag)).startsWith("HTTP/1.1 200 ");
    assertThat(get("/a.txt", "Range: bytes=0-2", "If-Range: " + tag)).endsWith("CONTENT");
  }

  @Test
  void listingIsARepresentationWithATag() throws IOException {
    String tag = get("/").replaceAll("(?s).*\r\nETag: ([^\r]+).*", "$1");
    assertThat(get("/", "If-None-Match: " + tag)).startsWith("HTTP/1.1 304 ");
    assertThat(get("/", "If-Match: \"x\"")).startsWith("HTTP/1.1 412 ");
    Files.writeString(site.resolve("b"), "");
    assertThat(get("/", "If-None-Match: " + tag)).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void listingHasHeadingParentSizesAndDates() throws IOException {
    Path sub = Files.createDirectory(site.resolve("s<u>b"));
    Files.createDirectory(sub.resolve("z"));
    Files.write(sub.resolve("a\"&'b"), new byte[2560]);
    Files.writeString(sub.resolve("\u202etxt.exe\n"), "");
    Files.setLastModifiedTime(
        sub.resolve("a\"&'b"), FileTime.from(Instant.parse("2020-01-02T03:04:05Z")));
    String page = get("/s%3Cu%3Eb/");
    assertThat(new String(latin(page), StandardCharsets.UTF_8))
        .contains("<h1>Index of /s&lt;u&gt;b/</h1>", "<a href=\"../\">../</a>")
        .contains("<a href=\"z/\">z/</a>")
        .contains(
            "<a href=\"a%22%26%27b\">a&quot;&amp;'b</a></td><td>2.5 KiB</td><td>2020-01-02"
                + " 03:04</td>")
        .contains("<a href=\"%E2%80%AEtxt.exe%0A\">\\u202etxt.exe\\n</a>");
    assertThat(page.indexOf(">z/<")).isLessThan(page.indexOf(">a&quot;"));
    assertThat(get("/")).contains("<h1>Index of /</h1>").doesNotContain("../");
  }

  @Test
  void namesThatAreNoUtf8AreListedAndServed() throws Exception {
    Process write =
        new ProcessBuilder("sh", "-c", "printf there >\"$(printf 'n\\377')\"")
            .directory(site.toFile())
            .start();
    assertThat(write.waitFor()).isZero();
    assertThat(get("/")).contains("<a href=\"n%FF\">");
    assertThat(body(get("/n%FF"))).isEqualTo("there");
    assertThat(body(get("/n\u00ff"))).isEqualTo("there");
  }

  @Test
  void headThatIsCutEndsTheConnection() throws Exception {
    byte[] whole =
        latin("GET /a.txt?x HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1\r\nConnection: close\r\n\r\n");
    for (int cut = 0; cut < whole.length; cut++) {
      String answer = ask(Arrays.copyOf(whole, cut));
      assertThat(answer).as("cut at " + cut).matches("(?s)|HTTP/1.1 400 .*");
    }
    Until.holds(() -> server.connections().isEmpty());
    assertThat(server.statistics().closed(CloseReason.ERROR)).isZero();
  }

  @Test
  void anyBytesEndInAResponseOrAnEnd() throws Exception {
    List<byte[]> seeds =
        List.of(
            latin(
                "GET /a.txt HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1,3-\r\nIf-Range: \"x\"\r\n\r\n"),
            latin(
                "HEAD http://b/%61.txt?q HTTP/1.1\r\n"
                    + "Host: b\r\n"
                    + "If-Match: W/\"a\", \"b\", *\r\n\r\n"),
            latin(
                "GET /%2e/x/../a.txt HTTP/1.0\r\n"
                    + "Connection: keep-alive\r\n"
                    + "If-Modified-Since: Thursday, 02-Jan-20 03:04:05 GMT\r\n"
                    + "If-Unmodified-Since: Thu Jan  2 03:04:05 2020\r\n\r\n"
                    + "GET / HTTP/1.1\r\n"
                    + "Host: a\r\n\r\n"));
    Seeds.each(
        300,
        random -> {
          byte[] request = seeds.get(random.nextInt(seeds.size())).clone();
          for (int times = 1 + random.nextInt(4); times > 0; times--) {
            request[random.nextInt(request.length)] = (byte) random.nextInt();
          }
          try {
            assertThat(ask(request)).matches("(?s)|HTTP/1\\.1 [2345].*");
          } catch (IOException e) {
            // Reset, where not all was read.
          }
        });
    Until.holds(() -> server.connections().isEmpty());
    assertThat(server.statistics().closed(CloseReason.ERROR)).isZero();
  }
}
