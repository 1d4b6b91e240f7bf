package mortise.cli.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import mortise.net.ByteText;
import mortise.net.Printable;

/** A page with what is in a directory: directories first, then files, each by its bytes. */
final class DirectoryListing {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Comparator<Row> ORDER =
      Comparator.comparing(Row::isFile).thenComparing(Row::name, Arrays::compareUnsigned);

  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>Index of TITLE</title>
      <style>
      body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 1.5rem auto; padding: 0 1rem }
      h1 { font-size: 1.25rem; overflow-wrap: anywhere; unicode-bidi: isolate }
      table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums }
      th, td { text-align: start; padding: .3rem .5rem; border-bottom: 1px solid #8884; vertical-align: top }
      th { font-weight: 600 }
      td:first-child { overflow-wrap: anywhere; unicode-bidi: isolate }
      th:nth-child(n+2), td:nth-child(n+2) { text-align: end; white-space: nowrap }
      a { text-decoration: none }
      a:hover, a:focus { text-decoration: underline }
      </style>
      </head>
      <body>
      <h1>Index of TITLE</h1>
      <table>
      <thead><tr><th scope="col">Name</th><th scope="col">Size</th><th scope="col">Modified (UTC)</th></tr></thead>
      <tbody>
      """;

  private static final String PARENT =
      "<tr><td><a href=\"../\">../</a></td><td></td><td></td></tr>\n";

  private DirectoryListing() {}

  /**
   * What a row shows.
   *
   * @param size in bytes, of a file
   */
  record Row(byte[] name, boolean isFile, long size, Instant modified) {}

  /**
   * The page.
   *
   * @param title the path
   * @param isRoot whether there is no parent to go to
   */
  static byte[] page(String title, boolean isRoot, List<Row> rows) {
    String escaped = escape(title);
    StringBuilder page = new StringBuilder(HEAD.replace("TITLE", escaped));
    page.append(isRoot ? "" : PARENT);
    rows.stream().sorted(ORDER).forEach(row -> add(row, page));
    return page.append("</tbody>\n</table>\n</body>\n</html>\n")
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void add(Row row, StringBuilder page) {
    String slash = row.isFile ? "" : "/";
    page.append("<tr><td><a href=\"").append(RequestTarget.encode(row.name)).append(slash);
    page.append("\">").append(escape(ByteText.decode(row.name))).append(slash);
    page.append("</a></td><td>").append(row.isFile ? size(row.size) : "");
    page.append("</td><td>").append(TIME.format(row.modified)).append("</td></tr>\n");
  }

  private static String size(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    double amount = bytes / Math.pow(1024, unit);
    return String.format(
        Locale.ROOT, amount < 10 ? "%.1f %siB" : "%.0f %siB", amount, " KMGTPE".charAt(unit));
  }

  /** Text of a page; what does not print, or turns the direction of what follows, is escaped. */
  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    Printable.line(text)
        .codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> escaped.append("&amp;");
            case '<' -> escaped.append("&lt;");
            case '>' -> escaped.append("&gt;");
            case '"' -> escaped.append("&quot;");
            default -> escaped.appendCodePoint(c);
          }
        });
    return escaped.toString();
  }
}
