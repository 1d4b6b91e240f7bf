package mortise.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import mortise.bench.Cell.Work;

/** Results as Markdown that can be read as it is. */
final class Tables {
  private final Results results;
  private final StringBuilder text = new StringBuilder();

  private Tables(Results results) {
    this.results = results;
  }

  static String of(Results results) {
    Tables tables = new Tables(results);
    for (Cell cell : results.cells()) {
      tables.cell(cell);
    }
    tables.ratios();
    tables.growth();
    return tables.text.toString();
  }

  private void cell(Cell cell) {
    List<List<String>> rows = new ArrayList<>();
    boolean idle = cell.work() == Work.IDLE;
    boolean latency = cell.work() == Work.ECHO || cell.work() == Work.CONNECT;
    List<String> head = new ArrayList<>(List.of("server", cell.unit()));
    if (!idle) {
      head.add("ratio (range)");
      head.add(cell.work() == Work.SINK ? "MB/s" : "per second");
    }
    if (latency) {
      head.addAll(List.of("p50 µs", "p99 µs", "p99.9 µs"));
    }
    rows.add(head);
    for (String server : results.servers()) {
      List<String> row = new ArrayList<>(List.of(server));
      Spread cost = results.spread(cell, server, Sample::cost);
      row.add(idle ? cost.text() : number(cost.median()));
      if (!idle) {
        row.add(results.ratio(cell, server).text());
        double scale = cell.work() == Work.SINK ? 1e-6 : 1;
        row.add(median(cell, server, sample -> sample.perSecond() * scale));
      }
      if (latency) {
        for (String name : List.of("p50_ns", "p99_ns", "p999_ns")) {
          row.add(median(cell, server, sample -> sample.value(name) / 1e3));
        }
      }
      rows.add(row);
    }
    text.append("### ").append(cell.name()).append("\n");
    String title = cell.title();
    text.append(title.substring(0, 1).toUpperCase(Locale.ROOT)).append(title.substring(1));
    if (cell.connections() == Cell.MAX) {
      text.append(": ")
          .append(median(cell, results.servers().getFirst(), s -> s.value("connections")));
    }
    text.append(".\n\n");
    table(rows);
  }

  private String median(Cell cell, String server, ToDoubleFunction<Sample> value) {
    return number(results.spread(cell, server, value).median());
  }

  private void ratios() {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("cell"));
    head.addAll(results.servers());
    rows.add(head);
    if (results.hasSeven()) {
      List<String> row = new ArrayList<>(List.of("all"));
      results.servers().forEach(server -> row.add(results.all(server).text()));
      rows.add(row);
    }
    for (Cell cell : results.cells()) {
      List<String> row = new ArrayList<>(List.of(cell.name()));
      boolean idle = cell.work() == Work.IDLE;
      for (String server : results.servers()) {
        Spread spread =
            idle ? results.spread(cell, server, Sample::cost) : results.ratio(cell, server);
        row.add(spread.text());
      }
      rows.add(row);
    }
    text.append("### Ratios to ").append(Peers.BASE).append("\n");
    text.append("CPU of the server per unit of work, median of the rounds (least–most)");
    text.append("; idle cells in KiB per connection");
    if (results.hasSeven()) {
      text.append("; all: the geometric mean over ").append(Cell.SEVEN);
    }
    text.append(".\n\n");
    table(rows);
  }

  /** What 1000 and 10 000 connections cost against 50, where these were measured. */
  private void growth() {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("growth"));
    head.addAll(results.servers());
    rows.add(head);
    for (Cell cell : results.cells()) {
      Cell from = new Cell(cell.work(), cell.size(), 50, cell.place());
      if (cell.work() == Work.ECHO && cell.connections() > 50 && results.cells().contains(from)) {
        List<String> row = new ArrayList<>(List.of(cell + " / " + from));
        results.servers().forEach(server -> row.add(results.growth(cell, from, server).text()));
        rows.add(row);
      }
    }
    if (rows.size() > 1) {
      text.append("### CPU per request with more connections\n\n");
      table(rows);
    }
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    return value >= 1000
        ? String.format(Locale.ROOT, "%,.0f", value).replace(',', ' ')
        : value >= 100
            ? String.format(Locale.ROOT, "%.0f", value)
            : String.format(Locale.ROOT, "%.2f", value);
  }

  private void table(List<List<String>> rows) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (int r = 0; r < rows.size(); r++) {
      for (int i = 0; i < columns; i++) {
        String pad = " ".repeat(widths[i] - rows.get(r).get(i).length());
        String cell = rows.get(r).get(i);
        text.append("| ").append(i == 0 ? cell + pad : pad + cell).append(" ");
      }
      text.append("|\n");
      if (r == 0) {
        for (int i = 0; i < columns; i++) {
          text.append(i == 0 ? "|-" : "|").append("-".repeat(widths[i] + 1));
          text.append(i == 0 ? "" : ":");
        }
        text.append("|\n");
      }
    }
    text.append("\n");
  }
}
