package mortise.cli.serve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/** What a target of HTTP names in a folder. */
final class SitePath {
  private SitePath() {}

  /**
   * The path part of a target, with its escapes, beginning with one slash; null where it has none.
   */
  static String of(String target) {
    String path = target.replaceFirst("^(?i:https?)://[^/?]*", "").replaceFirst("[?#].*", "");
    path = path.isEmpty() && !target.isEmpty() ? "/" : path;
    // Two slashes would be another host where the path is sent back as a location.
    return path.startsWith("/") ? path.replaceFirst("^/+", "/") : null;
  }

  /**
   * The file, with its links followed; null where there is none to be shown: it does not exist,
   * lies outside of the folder, or is hidden by a dot.
   */
  static Path resolve(Path root, String path) {
    String decoded = decode(path);
    if (decoded == null || decoded.indexOf('\0') >= 0) {
      return null;
    }
    for (String name : decoded.split("/")) {
      if (name.startsWith(".")) {
        return null;
      }
    }
    try {
      Path file = root.resolve(decoded.replaceFirst("^/+", "")).toRealPath();
      return file.startsWith(root) ? file : null;
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }

  private static String decode(String path) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c != '%') {
        bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
        continue;
      }
      if (i + 2 >= path.length() || !path.substring(i + 1, i + 3).matches("[0-9a-fA-F]{2}")) {
        return null;
      }
      bytes.write(Integer.parseInt(path, i + 1, i + 3, 16));
      i += 2;
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** A name as a part of a target. */
  static String encode(String name) {
    StringBuilder text = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 0x7f && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
      text.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", b & 0xff));
    }
    return text.toString();
  }
}
