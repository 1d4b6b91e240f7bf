package mortise.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import mortise.bench.History.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  private static final Cell CELL = Cell.parse("echo-64-50-other");

  @TempDir private Path folder;

  @Test
  void runsAreAddedAndReadBack() throws Exception {
    Path file = folder.resolve("history.csv");
    List<Entry> first = List.of(entry(1, "mortise", 1.1, 1.0, 1.2));
    List<Entry> second = List.of(entry(2, "mortise", 1.15, 1.05, 1.3));
    History.append(file, first);
    History.append(file, second);
    assertThat(Files.readAllLines(file)).hasSize(3).first().asString().startsWith("date,commit");
    assertThat(History.read(file).entries()).containsExactly(first.getFirst(), second.getFirst());
    assertThat(History.read(folder.resolve("none")).entries()).isEmpty();
  }

  @Test
  void ratiosOfARunAreItsEntries() {
    List<Sample> samples = new ArrayList<>();
    for (int round = 1; round <= 3; round++) {
      samples.add(sample(Peers.BASE, round, 10));
      samples.add(sample("mortise", round, 10 + round));
    }
    Results results = new Results(List.of(CELL), List.of(Peers.BASE, "mortise"), samples);
    List<Entry> run = History.of(results, LocalDate.EPOCH, "abc", "CPU, 3 GHz");
    assertThat(run)
        .singleElement()
        .isEqualTo(
            new Entry(
                LocalDate.EPOCH,
                "abc",
                "CPU; 3 GHz",
                CELL.name(),
                "mortise",
                "ratio",
                3,
                new Spread(1.2, 1.1, 1.3)));
  }

  @Test
  void costThatHasGrownByMoreThanTheNoiseIsNamed() {
    assertThat(worse(entry(1, "x", 1.1, 1.05, 1.15), entry(2, "x", 1.3, 1.25, 1.35)))
        .singleElement()
        .asString()
        .startsWith("echo-64-50-other, x: ratio 1.30 (1.25–1.35) of c2")
        .endsWith("after 1.10 (1.05–1.15) of c1 (2026-01-01)");
  }

  @Test
  void rangesThatMeetAreNoChange() {
    assertThat(worse(entry(1, "x", 1.1, 1.05, 1.26), entry(2, "x", 1.3, 1.25, 1.35))).isEmpty();
    assertThat(worse(entry(1, "x", 1.10, 1.10, 1.10), entry(2, "x", 1.12, 1.12, 1.12))).isEmpty();
  }

  @Test
  void copiesOfTheBaseShowTheNoise() {
    Entry before = entry(1, "x", 1.1, 1.05, 1.15);
    Entry after = entry(2, "x", 1.3, 1.25, 1.35);
    assertThat(worse(before, entry(2, Peers.AGAIN, 1, 0.9, 1.15), after)).isEmpty();
    assertThat(worse(before, entry(2, Peers.AGAIN, 1, 0.98, 1.03), after)).hasSize(1);
  }

  @Test
  void bestEarlierRunIsCompared() {
    Entry best = entry(1, "x", 1.0, 0.98, 1.02);
    Entry between = entry(2, "x", 1.05, 1.03, 1.07);
    assertThat(worse(best, between, entry(3, "x", 1.1, 1.08, 1.12)))
        .singleElement()
        .asString()
        .contains("of c3", "of c1");
  }

  @Test
  void otherMachinesAndServersAreNotCompared() {
    Entry other =
        new Entry(
            LocalDate.EPOCH, "c0", "another", CELL.name(), "x", "ratio", 3, new Spread(1, 1, 1));
    assertThat(worse(other, entry(1, "y", 1, 1, 1), entry(2, "x", 2, 2, 2))).isEmpty();
  }

  @Test
  void brokenLineIsNamed() {
    assertThatThrownBy(() -> Entry.parse("2026-01-01,c1"))
        .hasMessageContaining("invalid line of the history, '2026-01-01,c1'");
  }

  private static List<String> worse(Entry... entries) {
    return new History(List.of(entries)).worse();
  }

  private static Entry entry(int day, String server, double median, double least, double most) {
    return new Entry(
        LocalDate.of(2026, 1, day),
        "c" + day,
        "machine",
        CELL.name(),
        server,
        "ratio",
        3,
        new Spread(median, least, most));
  }

  private static Sample sample(String server, int round, double micros) {
    LinkedHashMap<String, Double> values = new LinkedHashMap<>();
    values.put("units", 1000.0);
    values.put("server_cpu_ns", micros * 1e6);
    return new Sample(CELL, server, round, values);
  }
}
