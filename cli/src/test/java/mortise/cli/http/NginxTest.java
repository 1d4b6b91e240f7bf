package mortise.cli.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.server.Connection;
import mortise.server.Server;
import mortise.testing.Until;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The responses of nginx and of this server to the requests of one table. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NginxTest {
  private static final String DATE = "Thu, 02 Jan 2020 03:04:05 GMT";

  /** What a response is compared by. */
  private record Seen(String status, Map<String, String> fields, String body) {}

  /**
   * A request of the table.
   *
   * @param differs why the responses differ, and ours; empty where they are the same
   */
  private record Row(String request, String status, String differs) {}

  private Path site;
  private Process nginx;
  private Server ours;
  private Address theirs;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/sbin/nginx")), "no nginx");
    site = Files.createDirectories(folder.resolve("site"));
    write("a.txt", "0123456789\n");
    write("empty.txt", "");
    write("a b", "blank");
    write("é", "accent");
    write("sub/index.html", "<p>");
    write("dir/x", "x");
    write("outside", "");
    Files.createSymbolicLink(site.resolve("link"), Path.of("a.txt"));
    Path socket = folder.resolve("s");
    Path conf = folder.resolve("nginx.conf");
    String user = System.getProperty("user.name").equals("root") ? "user root;\n" : "";
    Files.writeString(
        conf,
        user
            + """
            daemon off;
            master_process off;
            pid DIR/pid;
            error_log DIR/error.log;
            events {}
            http {
              access_log off;
              client_body_temp_path DIR/body;
              proxy_temp_path DIR/proxy;
              fastcgi_temp_path DIR/fastcgi;
              uwsgi_temp_path DIR/uwsgi;
              scgi_temp_path DIR/scgi;
              absolute_redirect off;
              if_modified_since before;
              server {
                listen unix:DIR/s;
                root DIR/site;
                autoindex on;
              }
            }
            """
                .replace("DIR", folder.toString()));
    nginx =
        new ProcessBuilder("/usr/sbin/nginx", "-p", folder.toString(), "-c", conf.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    theirs = Unix.of(socket.toString());
    Until.holds(() -> Files.exists(socket));
    ours = Server.open(Inet4.LOOPBACK, new FileHandler(site));
  }

  private void write(String name, String text) throws IOException {
    Path file = site.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-02T03:04:05Z")));
  }

  @AfterAll
  void stop() throws Exception {
    if (ours != null) {
      ours.stop(Duration.ZERO);
    }
    if (nginx != null) {
      nginx.destroy();
      assertThat(nginx.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static Row same(String... lines) {
    return new Row(String.join("\n", lines), "", "");
  }

  private static String all(Address address, String request) throws IOException {
    try (Connection client = Connection.of(Socket.open(address.family(), Type.STREAM))) {
      client.timeout(Duration.ofSeconds(60));
      client.socket().connect(address, Deadline.after(Duration.ofSeconds(60)));
      try {
        client.write(request.getBytes(StandardCharsets.ISO_8859_1));
        client.closeWrite();
      } catch (IOException e) {
        // It has answered before it has read all.
      }
      return new String(client.inputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static Seen seen(String response) {
    int end = response.indexOf("\r\n\r\n");
    if (end < 0) {
      return new Seen("0.9", Map.of(), "");
    }
    String[] lines = response.substring(0, end).split("\r\n");
    String status = lines[0].replaceFirst("HTTP/1\\.[01] (\\d+).*", "$1");
    Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line : lines) {
      int colon = line.indexOf(": ");
      if (colon > 0) {
        fields.put(line.substring(0, colon), line.substring(colon + 2));
      }
    }
    boolean ofFile = fields.containsKey("Last-Modified") && status.startsWith("2");
    fields.keySet().retainAll(ofFile ? OF_FILE : compared(status));
    fields.replace("ETag", "some");
    fields.computeIfPresent("Connection", (_, value) -> value.equals("close") ? value : null);
    String body = ofFile ? response.substring(end + 4) : "";
    if (body.contains("\nContent-Range: ")) {
      fields.remove("Content-Length");
      body = body.replaceAll("--[0-9a-f]{16,}", "--BOUNDARY").replace("; charset=utf-8", "");
    }
    return new Seen(status, fields, body);
  }

  private static final List<String> OF_FILE =
      List.of(
          "Content-Length",
          "Content-Range",
          "Last-Modified",
          "Accept-Ranges",
          "Connection",
          "ETag");

  private static List<String> compared(String status) {
    return switch (status) {
      case "304" -> List.of("Last-Modified", "ETag", "Connection");
      case "301" -> List.of("Location", "Connection");
      case "416" -> List.of("Content-Range", "Connection");
      default -> List.of("Connection");
    };
  }

  private Seen ask(Address address, String lines) throws IOException {
    String request = lines.replace("\n", "\r\n") + "\r\n\r\n";
    if (request.contains("TAG")) {
      String head = all(address, "HEAD /a.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      request = request.replace("TAG", head.replaceAll("(?si).*\nETag: ([^\r]*)\r.*", "$1"));
    }
    return seen(all(address, request));
  }

  private static Stream<Row> table() {
    return Stream.of(NginxTable.ROWS).map(NginxTest::row);
  }

  private static Row row(String text) {
    String[] parts = text.split("=>", 2);
    String request = parts[0].strip().replace("|", "\n").replace("DATE", DATE);
    return new Row(request, "", parts.length == 1 ? "" : parts[1].strip());
  }

  @Test
  void responsesAreThoseOfNginxButWhereDeclared() throws IOException {
    StringBuilder differences = new StringBuilder();
    for (Row row : table().toList()) {
      Seen their = ask(theirs, row.request);
      Seen our = ask(ours.address(), row.request);
      boolean same = their.equals(our);
      boolean declared =
          !row.differs.isEmpty()
              && row.differs.startsWith(our.status + " for " + their.status + ":");
      if (!same && !declared || same && !row.differs.isEmpty()) {
        differences.append(
            row.request
                + "\n   nginx "
                + their
                + "\n   ours  "
                + our
                + "\n   declared: "
                + row.differs
                + "\n");
      }
    }
    assertThat(differences.toString()).isEmpty();
  }
}
