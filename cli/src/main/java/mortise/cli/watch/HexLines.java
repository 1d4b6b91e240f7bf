package mortise.cli.watch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes as ncat's {@code -x} shows them: sixteen to a line, with their offset, in hex and as text.
 *
 * <pre>
 * 0000   68 65 6c 6c 6f 0a 77 6f  72 6c 64 2c 20 74 68 69  hello.world,.thi
 * </pre>
 */
final class HexLines {
  private static final int PER_LINE = 16;
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** From the end of the offset to the text: two blanks, the bytes, a wider gap in the middle. */
  private static final int HEX = 3 + 3 * PER_LINE + 2;

  private byte[] text = new byte[0];
  private int length;

  private HexLines() {}

  /** The lines, each with its newline. */
  static byte[] of(byte[] bytes, int offset, int count) {
    return of("", "", 0, bytes, offset, count);
  }

  /**
   * Hex lines with a prefix and a suffix.
   *
   * @param first the offset that is shown for the first byte
   */
  static byte[] of(String before, String after, long first, byte[] bytes, int offset, int count) {
    HexLines lines = new HexLines();
    int perLine = before.length() + after.length() + 16 + HEX + PER_LINE + 1;
    lines.text = new byte[(count + PER_LINE - 1) / PER_LINE * perLine];
    byte[] prefix = before.getBytes(StandardCharsets.UTF_8);
    byte[] suffix = after.getBytes(StandardCharsets.UTF_8);
    for (int done = 0; done < count; done += PER_LINE) {
      lines.put(prefix);
      lines.line(first + done, bytes, offset + done, Math.min(PER_LINE, count - done));
      lines.put(suffix);
      lines.text[lines.length++] = '\n';
    }
    return lines.length == lines.text.length ? lines.text : Arrays.copyOf(lines.text, lines.length);
  }

  private void put(byte[] part) {
    System.arraycopy(part, 0, text, length, part.length);
    length += part.length;
  }

  private void line(long shown, byte[] bytes, int offset, int count) {
    offset(shown);
    int hex = length;
    int ascii = hex + HEX;
    Arrays.fill(text, hex, ascii + PER_LINE, (byte) ' ');
    for (int i = 0; i < count; i++) {
      int b = bytes[offset + i] & 0xff;
      int at = hex + 3 + 3 * i + (i < PER_LINE / 2 ? 0 : 1);
      text[at] = DIGITS[b >> 4];
      text[at + 1] = DIGITS[b & 15];
      // A blank is a dot as well: ncat asks isgraph(3).
      text[ascii + i] = (byte) (b > ' ' && b < 0x7f ? b : '.');
    }
    length = ascii + PER_LINE;
  }

  private void offset(long shown) {
    int digits = Math.max(4, (67 - Long.numberOfLeadingZeros(shown)) / 4);
    for (int i = digits - 1; i >= 0; i--) {
      text[length++] = DIGITS[(int) (shown >> (4 * i)) & 15];
    }
  }
}
