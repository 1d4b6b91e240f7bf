package mortise.cli.shell;

/**
 * The columns that text takes on a terminal, as wcwidth(3) counts them: two for a Chinese, Japanese
 * or Korean letter and for most emoji, none for a mark that joins the letter before it.
 */
public final class TextWidth {
  /**
   * The first and the last of each range of wide characters: Unicode's East Asian Width W and F.
   */
  private static final int[] WIDE = {
    0x1100, 0x115f, // Hangul Jamo
    0x2e80, 0x303e, // radicals, CJK punctuation
    0x3041, 0xa4cf, // kana, CJK, Yi
    0xa960, 0xa97f, // Hangul Jamo
    0xac00, 0xd7a3, // Hangul
    0xf900, 0xfaff, // compatibility ideographs
    0xfe30, 0xfe6f, // vertical and small forms
    0xff00, 0xff60, // fullwidth forms
    0xffe0, 0xffe6, // fullwidth signs
    0x1f300, 0x1f64f, // pictographs
    0x1f680, 0x1f6ff, // transport
    0x1f900, 0x1f9ff, // pictographs
    0x20000, 0x3fffd, // CJK extensions
  };

  private TextWidth() {}

  /** The columns of a text, which has no control characters. */
  public static int of(String text) {
    return text.codePoints().map(TextWidth::of).sum();
  }

  private static int of(int letter) {
    return isMark(letter) ? 0 : isWide(letter) ? 2 : 1;
  }

  private static boolean isWide(int letter) {
    for (int i = 0; i < WIDE.length && letter >= WIDE[i]; i += 2) {
      if (letter <= WIDE[i + 1]) {
        return true;
      }
    }
    return false;
  }

  private static boolean isMark(int letter) {
    int type = letter < 0x300 ? Character.LOWERCASE_LETTER : Character.getType(letter);
    return type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT;
  }

  /** As much of a text as so many columns hold. */
  public static String prefix(String text, int columns) {
    int taken = 0;
    int end = 0;
    while (end < text.length()) {
      int letter = text.codePointAt(end);
      taken += of(letter);
      if (taken > columns) {
        return text.substring(0, end);
      }
      end += Character.charCount(letter);
    }
    return text;
  }

  /** The text, cut off with an ellipsis where it takes more columns. */
  public static String cut(String text, int columns) {
    return of(text) <= columns ? text : prefix(text, columns - 1) + "…";
  }
}
