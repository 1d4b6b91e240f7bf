package mortise.bench;

import static mortise.bench.Markdown.number;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import mortise.bench.Cell.Work;

/** Results as Markdown: the ratios of all cells first, then a table for each cell. */
final class Tables {
  private final Results results;
  private final StringBuilder text = new StringBuilder();

  private Tables(Results results) {
    this.results = results;
  }

  static String of(Results results) {
    Tables tables = new Tables(results);
    tables.tls();
    tables.ratios();
    tables.portable();
    tables.growth();
    tables.memory();
    results.cells().stream().filter(cell -> !cell.work().isIdle()).forEach(tables::cell);
    return tables.text.toString();
  }

  /** What a second of CPU time is good for. */
  private void tls() {
    List<Cell> cells =
        results.cells().stream()
            .filter(cell -> cell.work().isTls() && !cell.work().isIdle())
            .toList();
    if (cells.isEmpty()) {
      return;
    }
    List<String> head = new ArrayList<>(List.of("server"));
    for (Cell cell : cells) {
      String unit =
          switch (cell.work()) {
            case HANDSHAKE -> "handshakes";
            case RESUME -> "resumed handshakes";
            case TLSECHO -> "requests";
            default -> "MB";
          };
      head.addAll(List.of(unit + " per CPU-second (range)", "CPU to " + results.base(cell)));
    }
    List<List<String>> rows = new ArrayList<>(List.of(head));
    for (String server : results.servers()) {
      List<String> row = new ArrayList<>(List.of(server));
      for (Cell cell : cells) {
        double scale = cell.work() == Work.TLSSINK ? 1e3 : 1e9;
        row.add(
            results
                .spread(cell, server, s -> scale * s.value("units") / s.value("server_cpu_ns"))
                .text());
        row.add(results.ratio(cell, server).text());
      }
      rows.add(row);
    }
    append("TLS 1.3", "The median of the rounds (least–most).", rows);
  }

  private void ratios() {
    List<List<String>> rows = new ArrayList<>();
    if (results.hasSeven()) {
      rows.add(row("all", results::all));
    }
    for (Cell cell : results.cells()) {
      if (!cell.work().isIdle()) {
        String other =
            results.base(cell).equals(results.base()) ? "" : ", to " + results.base(cell);
        rows.add(row(cell.name() + other, server -> results.ratio(cell, server)));
      }
    }
    section(
        "Ratios to " + results.base(),
        "The server's CPU time per unit of work: the median of the rounds (least–most)."
            + (results.hasSeven() ? " All: the geometric mean of the seven." : ""),
        rows);
  }

  /** The layer over NIO against what Java programs without it do. */
  private void portable() {
    List<String> servers = results.servers().stream().filter(Peers.PORTABLE::contains).toList();
    if (servers.isEmpty() || !results.servers().contains(Peers.JDK_THREADS)) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("cell"));
    head.addAll(servers);
    rows.add(head);
    if (results.hasSeven()) {
      rows.add(row("all", servers, server -> results.all(server, Peers.JDK_THREADS)));
    }
    for (Cell cell : results.cells()) {
      if (!cell.work().isIdle()) {
        rows.add(
            row(cell.name(), servers, server -> results.ratio(cell, server, Peers.JDK_THREADS)));
      }
    }
    append("Ratios to " + Peers.JDK_THREADS, "Of the same rounds.", rows);
  }

  /** What 1000 and 10 000 connections cost against 50, where these were measured. */
  private void growth() {
    List<List<String>> rows = new ArrayList<>();
    for (Cell cell : results.cells()) {
      Cell from = new Cell(cell.work(), cell.size(), 50, cell.place());
      if (cell.work() == Work.ECHO && cell.connections() > 50 && results.cells().contains(from)) {
        rows.add(row(cell + " / " + from, server -> results.growth(cell, from, server)));
      }
    }
    section(
        "CPU per request with more connections",
        "Each server's own, against that with 50 connections.",
        rows);
  }

  private void memory() {
    List<List<String>> rows = new ArrayList<>();
    for (Cell cell : results.cells()) {
      if (cell.work().isIdle()) {
        double held =
            results
                .spread(cell, results.servers().getFirst(), s -> s.value("connections"))
                .median();
        String name = cell.name() + (cell.connections() == Cell.MAX ? " (%.0f)" : "");
        rows.add(
            row(
                String.format(Locale.ROOT, name, held),
                server -> results.spread(cell, server, Sample::cost)));
      }
    }
    section("Memory of idle connections", "KiB per connection.", rows);
  }

  private List<String> row(String name, Function<String, Spread> value) {
    return row(name, results.servers(), value);
  }

  private static List<String> row(
      String name, List<String> servers, Function<String, Spread> value) {
    List<String> row = new ArrayList<>(List.of(name));
    servers.forEach(server -> row.add(value.apply(server).text()));
    return row;
  }

  /** A column for each server. */
  private void section(String title, String what, List<List<String>> rows) {
    if (!rows.isEmpty()) {
      List<String> head = new ArrayList<>(List.of("cell"));
      head.addAll(results.servers());
      rows.addFirst(head);
      append(title, what, rows);
    }
  }

  private void append(String title, String what, List<List<String>> rows) {
    text.append("### ").append(title).append("\n\n").append(what).append("\n\n");
    text.append(Markdown.table(rows));
  }

  private void cell(Cell cell) {
    boolean sink = cell.work() == Work.SINK || cell.work() == Work.TLSSINK;
    List<String> head = new ArrayList<>(List.of("server", cell.unit(), "ratio (range)"));
    head.add(sink ? "MB/s" : "per second");
    head.addAll(List.of("server busy", "load busy"));
    if (!sink) {
      head.addAll(List.of("p50 µs", "p99 µs", "p99.9 µs"));
    }
    boolean datagrams = cell.work().suite() == Suite.UDP;
    if (datagrams) {
      head.add("lost");
    }
    List<List<String>> rows = new ArrayList<>(List.of(head));
    for (String server : results.servers()) {
      List<String> row = new ArrayList<>(List.of(server));
      row.add(median(cell, server, Sample::cost));
      row.add(results.ratio(cell, server).text());
      row.add(median(cell, server, sample -> sample.perSecond() * (sink ? 1e-6 : 1)));
      for (String name : List.of("server_cpu_ns", "load_cpu_ns")) {
        row.add(percent(cell, server, name));
      }
      if (!sink) {
        for (String name : List.of("p50_ns", "p99_ns", "p999_ns")) {
          row.add(median(cell, server, sample -> sample.value(name) / 1e3));
        }
      }
      if (datagrams) {
        row.add(lost(cell, server));
      }
      rows.add(row);
    }
    String title = cell.title();
    append(
        cell.name(),
        title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1) + ".",
        rows);
  }

  /** Of all datagrams in all rounds, those that were sent again and not answered twice. */
  private String lost(Cell cell, String server) {
    return String.format(
        Locale.ROOT,
        "%.0f",
        results.samples().stream()
            .filter(sample -> sample.cell().equals(cell) && sample.server().equals(server))
            .mapToDouble(sample -> sample.value("resent") - sample.value("late"))
            .sum());
  }

  private String percent(Cell cell, String server, String name) {
    double part =
        results
            .spread(cell, server, sample -> sample.value(name) / sample.value("seconds") / 1e9)
            .median();
    return Double.isNaN(part) ? "-" : String.format(Locale.ROOT, "%.0f %%", 100 * part);
  }

  private String median(Cell cell, String server, ToDoubleFunction<Sample> value) {
    return number(results.spread(cell, server, value).median());
  }
}
