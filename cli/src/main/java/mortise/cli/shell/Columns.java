package mortise.cli.shell;

import java.util.ArrayList;
import java.util.List;

/** Rows whose cells stand below each other. Each row may have lines below it that are no cells. */
public final class Columns {
  private static final String GAP = "  ";

  private record Row(List<String> cells, String below) {}

  private final List<Boolean> right;
  private final List<Row> rows = new ArrayList<>();

  /** Columns by the side that their cells lean to: L or R, a letter each. */
  public Columns(String sides) {
    right = sides.chars().mapToObj(side -> side == 'R').toList();
  }

  /** Adds a row; it may have fewer cells than there are columns. */
  public Columns add(List<String> cells) {
    return add(cells, "");
  }

  /** Adds a row and what stands below it, indented, unless it is empty. */
  public Columns add(List<String> cells, String below) {
    rows.add(new Row(List.copyOf(cells), below));
    return this;
  }

  /**
   * The lines.
   *
   * @param width how many columns the screen has; what is longer is cut off in the last cell. 0 for
   *     any number
   */
  public List<String> lines(int width) {
    int[] widths = new int[right.size()];
    for (Row row : rows) {
      for (int i = 0; i < row.cells.size(); i++) {
        widths[i] = Math.max(widths[i], TextWidth.of(row.cells.get(i)));
      }
    }
    List<String> lines = new ArrayList<>();
    for (Row row : rows) {
      lines.add(cut(line(row.cells, widths), width));
      if (!row.below.isEmpty()) {
        lines.add("    " + row.below);
      }
    }
    return lines;
  }

  /**
   * The lines, of which nothing is cut off: where the rows are longer than the screen is wide they
   * stand below each other, a cell on each line behind the head of its column.
   *
   * @param width how many columns the screen has, 0 for any number
   */
  public List<String> whole(int width) {
    List<String> lines = lines(0);
    if (width == 0 || lines.stream().allMatch(line -> TextWidth.of(line) <= width)) {
      return lines;
    }
    Columns turned = new Columns("L" + "R".repeat(rows.size() - 1));
    for (int i = 0; i < right.size(); i++) {
      int column = i;
      turned.add(rows.stream().map(row -> row.cells.get(column)).toList());
    }
    return turned.lines(0);
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      String room = " ".repeat(widths[i] - TextWidth.of(cell));
      line.append(i == 0 ? "" : GAP).append(right.get(i) ? room + cell : cell + room);
    }
    return line.toString().stripTrailing();
  }

  private static String cut(String line, int width) {
    return width < 20 ? line : TextWidth.cut(line, width);
  }
}
