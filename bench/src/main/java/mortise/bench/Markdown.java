package mortise.bench;

import java.util.List;
import java.util.Locale;

/** Tables that can be read as they are and pasted as they are. */
final class Markdown {
  private Markdown() {}

  /** The first row is the head; the first column is text, the others are numbers. */
  static String table(List<List<String>> rows) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    row(text, rows.getFirst(), widths);
    for (int i = 0; i < widths.length; i++) {
      text.append(i == 0 ? "|-" : "|").append("-".repeat(widths[i] + 1));
      text.append(i == 0 ? "" : ":");
    }
    text.append("|\n");
    rows.stream().skip(1).forEach(row -> row(text, row, widths));
    return text.append("\n").toString();
  }

  private static void row(StringBuilder text, List<String> row, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      String cell = row.get(i);
      String pad = " ".repeat(widths[i] - cell.length());
      text.append("| ").append(i == 0 ? cell + pad : pad + cell).append(" ");
    }
    text.append("|\n");
  }

  /** Three digits or so, thousands apart; "-" where there is none. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    return value >= 1000
        ? String.format(Locale.ROOT, "%,.0f", value).replace(',', ' ')
        : String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
  }
}
