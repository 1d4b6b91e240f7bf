package mortise.cli.inspect;

import java.util.ArrayList;
import java.util.List;

/** What a key does to the table in the terminal. */
enum TableKey {
  LEFT,
  RIGHT,
  UP,
  DOWN,
  PAGE_UP,
  PAGE_DOWN,
  HOME,
  REVERSE,
  OPEN_ONLY,
  QUIT;

  private static final int ESCAPE = 0x1b;

  /** The keys of bytes that a terminal has sent at once; others are skipped. */
  static List<TableKey> parse(byte[] bytes, int count) {
    List<TableKey> keys = new ArrayList<>();
    for (int i = 0; i < count; ) {
      int end = end(bytes, i, count);
      TableKey key = end - i == 1 ? ofByte(bytes[i]) : ofSequence(bytes, i, end);
      if (key != null) {
        keys.add(key);
      }
      i = end;
    }
    return keys;
  }

  /** Where a key ends: a byte, or ESC with [ or O, parameters, and a final byte (ECMA-48). */
  private static int end(byte[] bytes, int from, int count) {
    boolean sequence =
        bytes[from] == ESCAPE
            && from + 1 < count
            && (bytes[from + 1] == '[' || bytes[from + 1] == 'O');
    if (!sequence) {
      return from + 1;
    }
    int end = from + 2;
    while (end < count && bytes[end] >= 0x20 && bytes[end] < 0x40) {
      end++;
    }
    return Math.min(end + 1, count);
  }

  private static TableKey ofByte(byte b) {
    return switch (b) {
      case '<' -> LEFT;
      case '>' -> RIGHT;
      case 'k' -> UP;
      case 'j' -> DOWN;
      case ' ' -> PAGE_DOWN;
      case 'r', 'R' -> REVERSE;
      case 'o' -> OPEN_ONLY;
      case 'q', 3 -> QUIT;
      default -> null;
    };
  }

  private static TableKey ofSequence(byte[] bytes, int from, int end) {
    return switch (bytes[end - 1]) {
      case 'A' -> UP;
      case 'B' -> DOWN;
      case 'C' -> RIGHT;
      case 'D' -> LEFT;
      case 'H' -> HOME;
      case '~' ->
          switch (bytes[from + 2]) {
            case '1', '7' -> HOME;
            case '5' -> PAGE_UP;
            case '6' -> PAGE_DOWN;
            default -> null;
          };
      default -> null;
    };
  }
}
