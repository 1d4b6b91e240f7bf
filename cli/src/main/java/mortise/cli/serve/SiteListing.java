package mortise.cli.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A page with the names in a folder. */
final class SiteListing {
  private SiteListing() {}

  static String of(Path folder, boolean isRoot) throws IOException {
    List<String> names;
    try (Stream<Path> files = Files.list(folder)) {
      names =
          files
              .filter(file -> !file.getFileName().toString().startsWith("."))
              .map(file -> file.getFileName() + (Files.isDirectory(file) ? "/" : ""))
              .sorted()
              .toList();
    }
    String up = isRoot ? "" : "<li><a href=\"../\">../</a>\n";
    return String.format(
        Locale.ROOT,
        """
        <!DOCTYPE html>
        <html><head><meta charset="utf-8"><title>Files</title></head>
        <body><ul>
        %s%s</ul></body></html>
        """,
        up,
        names.stream().map(SiteListing::row).collect(Collectors.joining()));
  }

  private static String row(String name) {
    boolean folder = name.endsWith("/");
    String bare = folder ? name.substring(0, name.length() - 1) : name;
    String link = SitePath.encode(bare) + (folder ? "/" : "");
    return "<li><a href=\"" + link + "\">" + escape(name) + "</a>\n";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
