package mortise.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The results of earlier runs, a line for each server in each cell: {@code bench/history.csv} is
 * under version control, so that a cost that has grown is seen.
 */
record History(List<Entry> entries) {
  private static final String HEADER =
      "date,commit,machine,cell,server,unit,rounds,median,minimum,maximum";

  /** What two runs differ by without a reason, where a run has not measured it. */
  private static final double NOISE = 0.03;

  /**
   * A server in a cell.
   *
   * @param unit "ratio" to the base in the same rounds, or that of the cell
   */
  record Entry(
      LocalDate date,
      String commit,
      String machine,
      String cell,
      String server,
      String unit,
      int rounds,
      Spread value) {
    private String line() {
      return String.format(
          Locale.ROOT,
          "%s,%s,%s,%s,%s,%s,%d,%.4f,%.4f,%.4f",
          date,
          commit,
          machine,
          cell,
          server,
          unit,
          rounds,
          value.median(),
          value.least(),
          value.most());
    }

    static Entry parse(String line) {
      String[] f = line.split(",", -1);
      if (f.length != 10) {
        throw new IllegalArgumentException(
            "invalid line of the history, '" + line + "' (expected " + HEADER + ")");
      }
      Spread value =
          new Spread(Double.parseDouble(f[7]), Double.parseDouble(f[8]), Double.parseDouble(f[9]));
      return new Entry(
          LocalDate.parse(f[0]), f[1], f[2], f[3], f[4], f[5], Integer.parseInt(f[6]), value);
    }

    private boolean isOfTheSame(Entry other) {
      return machine.equals(other.machine)
          && cell.equals(other.cell)
          && server.equals(other.server)
          && unit.equals(other.unit);
    }

    private boolean isOfTheRun(Entry other) {
      return date.equals(other.date)
          && commit.equals(other.commit)
          && machine.equals(other.machine);
    }
  }

  /** The history in a file; empty where there is none. */
  static History read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new History(List.of());
    }
    return new History(Files.readAllLines(file).stream().skip(1).map(Entry::parse).toList());
  }

  /** Adds a run at the end of a file, which is created. */
  static void append(Path file, List<Entry> run) throws IOException {
    List<String> lines = new ArrayList<>();
    if (!Files.exists(file)) {
      lines.add(HEADER);
    }
    run.forEach(entry -> lines.add(entry.line()));
    Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** The entries of a run. */
  static List<Entry> of(Results results, LocalDate date, String commit, String machine) {
    String safe = machine.replace(',', ';');
    List<Entry> run = new ArrayList<>();
    for (Cell cell : results.cells()) {
      boolean memory = cell.work().isIdle();
      for (String server : results.servers()) {
        Spread value =
            memory ? results.spread(cell, server, Sample::cost) : results.ratio(cell, server);
        if (!Double.isNaN(value.median()) && !server.equals(results.base(cell))) {
          int rounds =
              (int)
                  results.samples().stream()
                      .filter(s -> s.cell().equals(cell) && s.server().equals(server))
                      .count();
          String unit = memory ? cell.unit() : "ratio";
          run.add(new Entry(date, commit, safe, cell.name(), server, unit, rounds, value));
        }
      }
    }
    return run;
  }

  /**
   * A line for each cell and server whose last run was worse than its best earlier one on the same
   * machine: the ranges of the rounds do not meet, and the medians differ by more than the noise of
   * the last run, which is how far two copies of the base were apart.
   */
  List<String> worse() {
    List<String> lines = new ArrayList<>();
    for (Entry last : entries) {
      boolean isLast =
          entries.subList(entries.lastIndexOf(last) + 1, entries.size()).stream()
              .noneMatch(last::isOfTheSame);
      if (isLast) {
        best(last)
            .filter(best -> isWorse(last, best))
            .map(best -> text(last, best))
            .ifPresent(lines::add);
      }
    }
    return lines;
  }

  private Optional<Entry> best(Entry last) {
    return entries.subList(0, entries.lastIndexOf(last)).stream()
        .filter(last::isOfTheSame)
        .min((a, b) -> Double.compare(a.value.median(), b.value.median()));
  }

  private boolean isWorse(Entry last, Entry best) {
    return last.value.least() > best.value.most()
        && last.value.median() > best.value.median() * (1 + noise(last));
  }

  private double noise(Entry last) {
    return entries.stream()
        .filter(
            e -> e.isOfTheRun(last) && e.cell.equals(last.cell) && e.server.endsWith(Peers.AGAIN))
        .mapToDouble(e -> Math.max(NOISE, e.value.most() - e.value.least()))
        .findFirst()
        .orElse(NOISE);
  }

  private static String text(Entry last, Entry best) {
    return String.format(
        Locale.ROOT,
        "%s, %s: %s %s of %s (%s) after %s of %s (%s)",
        last.cell,
        last.server,
        last.unit,
        last.value.text(),
        last.commit,
        last.date,
        best.value.text(),
        best.commit,
        best.date);
  }
}
