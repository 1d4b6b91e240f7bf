package mortise.cli.shell;

/**
 * The columns of a terminal that text takes: two for a character that is wide (East Asian Width W
 * and F, UAX #11), none for one that combines with the one before it.
 */
final class TextWidth {
  /** First and last of each range of wide characters. */
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

  /** Without control characters, which have no width of their own. */
  static int of(String text) {
    int width = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      width += of(text.codePointAt(i));
    }
    return width;
  }

  private static int of(int character) {
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isWide(character) ? 2 : 1;
    };
  }

  private static boolean isWide(int character) {
    for (int i = 0; i < WIDE.length && character >= WIDE[i]; i += 2) {
      if (character <= WIDE[i + 1]) {
        return true;
      }
    }
    return false;
  }

  /** As much of the beginning as fits, with an ellipsis in the place of the rest. */
  static String cut(String text, int width) {
    if (of(text) <= width) {
      return text;
    }
    int end = 0;
    for (int used = 0; used < width; ) {
      int character = text.codePointAt(end);
      used += of(character);
      if (used < width) {
        end += Character.charCount(character);
      }
    }
    return text.substring(0, end) + "…";
  }
}
