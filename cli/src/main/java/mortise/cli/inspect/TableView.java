package mortise.cli.inspect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import mortise.cli.flow.Direction;
import mortise.cli.shell.Amount;
import mortise.cli.shell.Columns;
import mortise.cli.shell.TextWidth;
import mortise.net.Printable;
import mortise.process.WindowSize;

/** The table in the terminal as lines: its order, its part that is shown. For one thread. */
final class TableView {
  private static final String KEYS =
      "< > sort column  r reverse  o open ones only  up/down scroll  q quit";

  /** Lines that are no rows: totals, counters, the heads, the keys. */
  private static final int FRAME = 4;

  private static final int MOST_MESSAGES = 6;

  private final Inspector inspector;
  private TableColumn sort = TableColumn.NUMBER;
  private boolean reversed = true;
  private boolean openOnly;
  private int first;

  /** How many rows the last drawing had room for. */
  private int page = 1;

  TableView(Inspector inspector) {
    this.inspector = inspector;
  }

  /** How many messages a terminal of this size has room for. */
  static int messages(WindowSize size) {
    return Math.min(MOST_MESSAGES, size.rows() / 4);
  }

  /** Takes a key other than QUIT. */
  void press(TableKey key, WindowSize size) {
    switch (key) {
      case LEFT -> sortBy(-1, size);
      case RIGHT -> sortBy(1, size);
      case REVERSE -> reversed = !reversed;
      case OPEN_ONLY -> openOnly = !openOnly;
      case UP -> first--;
      case DOWN -> first++;
      case PAGE_UP -> first -= page;
      case PAGE_DOWN -> first += page;
      case HOME -> first = 0;
      case QUIT -> throw new AssertionError(key);
    }
  }

  private void sortBy(int step, WindowSize size) {
    List<TableColumn> columns = columns(size);
    int next = Math.clamp(columns.indexOf(sort) + step, 0, columns.size() - 1);
    sort = columns.get(next);
    reversed = sort.isNumber;
    first = 0;
  }

  private static List<TableColumn> columns(WindowSize size) {
    return Stream.of(TableColumn.values()).filter(c -> c.fits(size.columns())).toList();
  }

  /**
   * All lines of the screen.
   *
   * @param messages escaped, the oldest first
   */
  List<String> lines(WindowSize size, List<String> messages) {
    List<Conversation> rows = rows();
    page = Math.max(1, size.rows() - FRAME - messages.size());
    first = Math.clamp(first, 0, Math.max(0, rows.size() - page));
    List<Conversation> shown = rows.subList(first, Math.min(rows.size(), first + page));
    List<String> lines = new ArrayList<>();
    lines.add(totals());
    lines.add(counters());
    lines.addAll(table(shown, size));
    while (lines.size() < FRAME - 1 + page) {
      lines.add("");
    }
    lines.addAll(messages);
    lines.add(rows.size() > page ? position(shown.size(), rows.size()) + KEYS : KEYS);
    return lines.stream()
        .limit(size.rows())
        .map(line -> TextWidth.prefix(line, size.columns()))
        .toList();
  }

  private String position(int shown, int all) {
    return "rows " + (first + 1) + "-" + (first + shown) + " of " + all + "  ";
  }

  private List<Conversation> rows() {
    Comparator<Conversation> order = reversed ? sort.order.reversed() : sort.order;
    // A list first: the values change while they are compared, which sort(3) of Java detects.
    List<Conversation> rows = new ArrayList<>(inspector.conversations());
    if (openOnly) {
      rows.removeIf(c -> c.closedAt() != 0);
    }
    try {
      rows.sort(order.thenComparing(TableColumn.NUMBER.order.reversed()));
    } catch (IllegalArgumentException _) {
      // The values have changed meanwhile; the next drawing sorts again.
    }
    return rows;
  }

  private List<String> table(List<Conversation> shown, WindowSize size) {
    List<TableColumn> columns = columns(size);
    StringBuilder sides = new StringBuilder();
    List<String> heads = new ArrayList<>();
    for (TableColumn column : columns) {
      sides.append(column.isNumber ? 'R' : 'L');
      heads.add(column == sort ? column.head + (reversed ? "▼" : "▲") : column.head);
    }
    Columns table = new Columns(sides.toString()).add(heads);
    shown.forEach(c -> table.add(columns.stream().map(column -> column.text(c)).toList()));
    return table.lines(size.columns());
  }

  private String totals() {
    long open = inspector.conversations().stream().filter(c -> c.closedAt() == 0).count();
    Samples total = inspector.sampler().total();
    return String.format(
        Locale.ROOT,
        "mortise: %d open, %d so far; sent %s/s, received %s/s; up %s",
        open,
        inspector.all(),
        Amount.ofBytes(total.rate(Direction.SENT)),
        Amount.ofBytes(total.rate(Direction.RECEIVED)),
        Amount.clock(Duration.ofMillis(inspector.age())));
  }

  /** The page's address, the limits, and the counters that are not zero. */
  private String counters() {
    StringBuilder text = new StringBuilder(inspector.url().map("page "::concat).orElse(""));
    for (Map.Entry<String, Long> each : inspector.counts().entrySet()) {
      if (each.getValue() > 0) {
        text.append(text.isEmpty() ? "" : ", ").append(each.getKey().replace('_', ' '));
        text.append(' ').append(each.getValue());
      }
    }
    return Printable.line(text.toString());
  }
}
