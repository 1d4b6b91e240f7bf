package mortise.cli.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mortise.net.ByteText;

/**
 * The file that a request names: the path of a target in origin-form or absolute-form, RFC 9112
 * section 3.2, with its escapes decoded once and its dot segments removed, RFC 3986 sections 2.1
 * and 5.2.4. Slashes in a row count as one. Text has a character per byte.
 *
 * @param names the path's segments, as bytes
 * @param slash whether the path ends with a slash, as that of a directory does
 * @param query what is behind the question mark, with it; empty without one
 */
record RequestTarget(List<byte[]> names, boolean slash, String query) {
  private static final Pattern ABSOLUTE =
      Pattern.compile(
          "https?://[A-Za-z0-9._~!$&'()*+,;=:%\\[\\]-]+((?:[/?#].*)?)", Pattern.CASE_INSENSITIVE);

  /**
   * Reads a target.
   *
   * @throws HttpError 400 when it is none, or its path leaves the root
   */
  static RequestTarget parse(String target) throws HttpError {
    String origin = withoutFragment(origin(target));
    int mark = origin.indexOf('?');
    String path = mark < 0 ? origin : origin.substring(0, mark);
    String query = mark < 0 ? "" : origin.substring(mark);
    byte[] decoded = decode(path);
    List<byte[]> names = new ArrayList<>();
    boolean slash = false;
    for (int begin = 1, end; begin <= decoded.length; begin = end + 1) {
      end = end(decoded, begin);
      byte[] name = Arrays.copyOfRange(decoded, begin, end);
      boolean up = isDots(name, 2);
      slash = name.length == 0 || up || isDots(name, 1);
      if (up) {
        if (names.isEmpty()) {
          throw HttpError.ofMessage("400 Bad Request");
        }
        names.removeLast();
      } else if (!slash) {
        names.add(name);
      }
    }
    return new RequestTarget(List.copyOf(names), slash, query);
  }

  private static String origin(String target) throws HttpError {
    if (target.startsWith("/")) {
      return target;
    }
    Matcher absolute = ABSOLUTE.matcher(target);
    if (!absolute.matches()) {
      throw HttpError.ofMessage("400 Bad Request");
    }
    String rest = absolute.group(1);
    return rest.startsWith("/") ? rest : "/" + rest;
  }

  private static String withoutFragment(String origin) {
    int fragment = origin.indexOf('#');
    return fragment < 0 ? origin : origin.substring(0, fragment);
  }

  private static byte[] decode(String path) throws HttpError {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int at = 0; at < path.length(); at++) {
      int c = path.charAt(at);
      if (c == '%') {
        boolean escape =
            at + 2 < path.length()
                && HexFormat.isHexDigit(path.charAt(at + 1))
                && HexFormat.isHexDigit(path.charAt(at + 2));
        c = escape ? HexFormat.fromHexDigits(path, at + 1, at + 3) : 0;
        at += 2;
      }
      if (c == 0) {
        throw HttpError.ofMessage("400 Bad Request");
      }
      bytes.write(c);
    }
    return bytes.toByteArray();
  }

  private static int end(byte[] path, int begin) {
    int end = begin;
    while (end < path.length && path[end] != '/') {
      end++;
    }
    return end;
  }

  private static boolean isDots(byte[] name, int count) {
    return name.length == count && name[0] == '.' && name[count - 1] == '.';
  }

  /** Whether a name on the path begins with a dot. */
  boolean isHidden() {
    return names.stream().anyMatch(name -> name[0] == '.');
  }

  /** The path below the root; empty for the root itself. */
  byte[] path() {
    ByteArrayOutputStream path = new ByteArrayOutputStream();
    for (byte[] name : names) {
      if (path.size() > 0) {
        path.write('/');
      }
      path.writeBytes(name);
    }
    return path.toByteArray();
  }

  /** The path of a name in this directory. */
  byte[] path(byte[] name) {
    ByteArrayOutputStream path = new ByteArrayOutputStream();
    path.writeBytes(path());
    if (path.size() > 0) {
      path.write('/');
    }
    path.writeBytes(name);
    return path.toByteArray();
  }

  /**
   * The reference to this directory with its slash and the query, RFC 3986 section 4.2. It begins
   * with one slash, and has no other character than those of a path that need no escape.
   */
  String location() {
    StringBuilder location = new StringBuilder("/");
    names.forEach(name -> location.append(encode(name)).append('/'));
    return location + encode(query.getBytes(StandardCharsets.ISO_8859_1), "?&=+%/:@!$'()*,;-._~");
  }

  /** A name as a segment of a path. */
  static String encode(byte[] name) {
    return encode(name, "-._~");
  }

  private static String encode(byte[] bytes, String plain) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      char c = (char) (b & 0xff);
      boolean isPlain =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || plain.indexOf(c) >= 0;
      text.append(
          isPlain ? String.valueOf(c) : "%" + HexFormat.of().withUpperCase().toHexDigits(b));
    }
    return text.toString();
  }

  /** The path as a person reads it. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("/");
    for (int i = 0; i < names.size(); i++) {
      boolean last = i == names.size() - 1;
      text.append(ByteText.decode(names.get(i))).append(last && !slash ? "" : "/");
    }
    return text.toString();
  }
}
