package mortise.net;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import mortise.sys.struct.Pointers;

/**
 * Strings for what is bytes to the kernel: paths, arguments, variables. They are read as UTF-8, in
 * every locale; a byte that is no UTF-8 becomes the unpaired surrogate U+DC00 + byte and turns into
 * that byte again on the way back, as in Python's {@code surrogateescape} (PEP 383). So every
 * sequence of bytes has a string of its own, and nothing is lost.
 *
 * <p>{@link #path} and {@link #bytes(Path)} do the same for {@link Path}, whose own text is in the
 * locale's encoding: with {@code LC_ALL=C}, {@code Path.of("é")} fails.
 */
public final class ByteText {
  private static final int FIRST = 0xdc80;
  private static final int LAST = 0xdcff;
  private static final String HEX = "0123456789ABCDEF";

  private ByteText() {}

  /** Whether a character of a string stands for a byte that is no UTF-8. */
  static boolean isByte(int c) {
    return c >= FIRST && c <= LAST;
  }

  /** The string of some bytes. */
  public static String decode(byte[] bytes) {
    return Pointers.text(bytes);
  }

  /**
   * The bytes of a string; an unpaired surrogate that stands for no byte becomes a question mark.
   */
  public static byte[] encode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (text.chars().noneMatch(ByteText::isByte)) {
      return bytes;
    }
    byte[] exact = new byte[3 * text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int next = i + Character.charCount(c);
      if (isByte(c)) {
        exact[length++] = (byte) c;
      } else {
        byte[] one = text.substring(i, next).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(one, 0, exact, length, one.length);
        length += one.length;
      }
      i = next;
    }
    return Arrays.copyOf(exact, length);
  }

  /**
   * The path of a string.
   *
   * @throws java.nio.file.InvalidPathException when the string has a NUL in it
   */
  public static Path path(String text) {
    return isUtf8() && text.chars().noneMatch(ByteText::isByte)
        ? Path.of(text)
        : path(encode(text));
  }

  /**
   * The path of some bytes, in every locale.
   *
   * @throws java.nio.file.InvalidPathException when a NUL is among them
   */
  public static Path path(byte[] bytes) {
    for (byte b : bytes) {
      if (b == 0) {
        return Path.of("\0"); // the JDK's exception
      }
    }
    if (bytes.length == 0) {
      return Path.of("");
    }
    boolean absolute = bytes[0] == '/';
    // A URI's escapes are the JDK's one public way to the bytes of a path.
    StringBuilder uri = new StringBuilder("file:///");
    for (byte b : bytes) {
      if (b == '/') {
        uri.append('/');
      } else {
        uri.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
      }
    }
    Path path = Path.of(URI.create(uri.toString()));
    return absolute || path.getNameCount() == 0 ? path : path.subpath(0, path.getNameCount());
  }

  /** The string of a path's bytes. */
  public static String of(Path path) {
    return decode(bytes(path));
  }

  /** The bytes of a path. */
  public static byte[] bytes(Path path) {
    String text = path.toString();
    if (isAscii(text) || isUtf8() && text.indexOf('\ufffd') < 0) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    boolean absolute = path.isAbsolute();
    Path whole = absolute ? path : Path.of("/").resolve(path);
    String raw = whole.toUri().getRawPath();
    byte[] bytes = new byte[raw.length()];
    int length = 0;
    for (int i = absolute ? 0 : 1; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        bytes[length++] = (byte) Integer.parseInt(raw, i + 1, i + 3, 16);
        i += 2;
      } else {
        bytes[length++] = (byte) c;
      }
    }
    // The URI of a folder ends with a slash, which a path has not.
    boolean slash = length > 1 && bytes[length - 1] == '/';
    return Arrays.copyOf(bytes, slash ? length - 1 : length);
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  /** Whether the JDK takes paths as UTF-8. */
  private static boolean isUtf8() {
    return "UTF-8".equals(System.getProperty("sun.jnu.encoding"));
  }
}
