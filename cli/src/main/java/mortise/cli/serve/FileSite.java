package mortise.cli.serve;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import mortise.process.Access;
import mortise.process.PlainDescriptor;
import mortise.server.Connection;
import mortise.server.Handler;

/**
 * The files of a folder by HTTP/1.1: GET and HEAD, parts of files, and nothing when nothing has
 * changed. What lies outside of the folder or begins with a dot is not there.
 */
final class FileSite implements Handler {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final String HTML = "text/html; charset=utf-8";

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", HTML),
          Map.entry("htm", HTML),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("md", "text/markdown; charset=utf-8"),
          Map.entry("csv", "text/csv; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("xml", "application/xml"),
          Map.entry("pdf", "application/pdf"),
          Map.entry("wasm", "application/wasm"),
          Map.entry("zip", "application/zip"),
          Map.entry("gz", "application/gzip"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("gif", "image/gif"),
          Map.entry("webp", "image/webp"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("mp3", "audio/mpeg"),
          Map.entry("mp4", "video/mp4"),
          Map.entry("webm", "video/webm"),
          Map.entry("woff2", "font/woff2"));

  private final Path root;

  FileSite(Path root) {
    this.root = root;
  }

  @Override
  public void handle(Connection connection) throws IOException {
    boolean more = true;
    while (more && connection.awaitRequest()) {
      try {
        SiteRequest request = SiteRequest.read(connection);
        more = request != null && answer(connection, request);
      } catch (ProtocolException e) {
        say(connection, "GET", "400 Bad Request", false);
        return;
      }
    }
  }

  /** Returns whether another request may follow. */
  private boolean answer(Connection connection, SiteRequest request) throws IOException {
    boolean more = request.isPersistent();
    String path = SitePath.of(request.target());
    if (!request.isComplete() || path == null) {
      return say(connection, request.method(), "400 Bad Request", false);
    }
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      return say(connection, "GET", "405 Method Not Allowed", more, "Allow", "GET, HEAD");
    }
    Path file = SitePath.resolve(root, path);
    if (file == null || !Files.isReadable(file)) {
      return say(connection, request.method(), "404 Not Found", more);
    }
    if (Files.isDirectory(file)) {
      return folder(connection, request, path, file);
    }
    // A folder's slash behind a file's name names nothing.
    return Files.isRegularFile(file) && !path.endsWith("/")
        ? file(connection, request, file)
        : say(connection, request.method(), "404 Not Found", more);
  }

  private boolean folder(Connection connection, SiteRequest request, String path, Path folder)
      throws IOException {
    boolean more = request.isPersistent();
    if (!path.endsWith("/")) {
      String moved = "301 Moved Permanently";
      return say(connection, request.method(), moved, more, "Location", path + "/");
    }
    Path index = SitePath.resolve(root, path + "index.html");
    if (index != null && Files.isReadable(index) && Files.isRegularFile(index)) {
      return file(connection, request, index);
    }
    byte[] page = SiteListing.of(folder, folder.equals(root)).getBytes(StandardCharsets.UTF_8);
    head(
        connection,
        "200 OK",
        more,
        Map.of("Content-Type", HTML, "Content-Length", "" + page.length));
    if (request.method().equals("GET")) {
      connection.write(page);
    }
    return more;
  }

  private boolean file(Connection connection, SiteRequest request, Path file) throws IOException {
    boolean more = request.isPersistent();
    try (PlainDescriptor open = PlainDescriptor.open(file, Access.READ)) {
      // Names this very file, whatever gets its name meanwhile.
      Path same = Path.of("/proc/self/fd/" + open.number());
      long size = Files.size(same);
      Instant changed = Files.getLastModifiedTime(same).toInstant().truncatedTo(ChronoUnit.SECONDS);
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put("Last-Modified", DATE.format(changed));
      fields.put("Accept-Ranges", "bytes");
      if (isUnchanged(request.header("if-modified-since"), changed)) {
        head(connection, "304 Not Modified", more, fields);
        return more;
      }
      String version = request.header("if-range");
      boolean parts = version.isEmpty() || version.equals(DATE.format(changed));
      SiteRange range = parts ? SiteRange.of(request.header("range"), size) : null;
      if (range != null && range.length() == 0) {
        String none = "416 Range Not Satisfiable";
        return say(connection, request.method(), none, more, "Content-Range", "bytes */" + size);
      }
      SiteRange part = range == null ? new SiteRange(0, size) : range;
      if (range != null) {
        long last = part.first() + part.length() - 1;
        fields.put("Content-Range", "bytes " + part.first() + "-" + last + "/" + size);
      }
      fields.put("Content-Type", type(file));
      fields.put("Content-Length", "" + part.length());
      head(connection, range == null ? "200 OK" : "206 Partial Content", more, fields);
      if (request.method().equals("GET")) {
        send(connection, same, part);
      }
      return more;
    }
  }

  private static boolean isUnchanged(String since, Instant changed) {
    try {
      return !since.isEmpty() && !changed.isAfter(ZonedDateTime.parse(since, DATE).toInstant());
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** The length was told, so a file that has become shorter meanwhile is an answer cut off. */
  private static void send(Connection connection, Path file, SiteRange part) throws IOException {
    if (connection.sendFile(file, part.first(), part.length()) < part.length()) {
      throw new EOFException("the file has become shorter while it was sent");
    }
  }

  private static String type(Path file) {
    String name = file.getFileName().toString();
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return TYPES.getOrDefault(ending, "application/octet-stream");
  }

  private static boolean say(
      Connection connection, String method, String status, boolean more, String... field)
      throws IOException {
    byte[] text = (status + "\n").getBytes(StandardCharsets.UTF_8);
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("Content-Type", "text/plain; charset=utf-8");
    fields.put("Content-Length", "" + text.length);
    if (field.length > 0) {
      fields.put(field[0], field[1]);
    }
    head(connection, status, more, fields);
    if (!method.equals("HEAD")) {
      connection.write(text);
    }
    return more;
  }

  private static void head(
      Connection connection, String status, boolean more, Map<String, String> fields)
      throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + "\r\n");
    head.append("Date: ").append(DATE.format(Instant.now())).append("\r\n");
    head.append("X-Content-Type-Options: nosniff\r\n");
    fields.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append(more ? "" : "Connection: close\r\n").append("\r\n");
    connection.write(head.toString());
  }
}
