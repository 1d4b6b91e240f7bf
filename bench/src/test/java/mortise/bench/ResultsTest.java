package mortise.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultsTest {
  private static final Cell CELL = Cell.parse("echo-64-50-other");

  @Test
  void namesOfCellsAreReadAsTheyAreWritten() {
    for (Cell cell :
        Cell.parseAll(
            "all,connect-5-same,echo-100-3-other,udp-64-50-1-same,udptrain-1400-8-2-other")) {
      assertThat(Cell.parse(cell.name())).isEqualTo(cell);
    }
    assertThat(Cell.SEVEN).hasSize(7).doesNotHaveDuplicates();
    assertThatThrownBy(() -> Cell.parse("echo-64")).hasMessageContaining("echo-64");
  }

  @Test
  void ratioComparesWithinARound() {
    List<Sample> samples = new ArrayList<>();
    // The second round ran on a machine that was half as fast.
    samples.add(sample(CELL, Peers.BASE, 1, 10));
    samples.add(sample(CELL, "x", 1, 11));
    samples.add(sample(CELL, Peers.BASE, 2, 20));
    samples.add(sample(CELL, "x", 2, 24));
    Spread ratio = new Results(List.of(CELL), List.of("x"), samples).ratio(CELL, "x");
    assertThat(ratio.least()).isCloseTo(1.1, within(1e-9));
    assertThat(ratio.median()).isCloseTo(1.15, within(1e-9));
    assertThat(ratio.most()).isCloseTo(1.2, within(1e-9));
  }

  @Test
  void portableLayerIsComparedWithThreadsOfTheSameRound() {
    List<Sample> samples = new ArrayList<>();
    samples.add(sample(CELL, Peers.BASE, 1, 10));
    samples.add(sample(CELL, Peers.JDK_THREADS, 1, 16));
    samples.add(sample(CELL, "mortise-portable", 1, 20));
    List<String> servers = List.of(Peers.BASE, Peers.JDK_THREADS, "mortise-portable");
    assertThat(Tables.of(new Results(List.of(CELL), servers, samples)))
        .containsPattern("### Ratios to jdk-threads[^#]*echo-64-50-other \\| +1.25");
  }

  @Test
  void allIsTheGeometricMeanOfTheSeven() {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      samples.add(sample(Cell.SEVEN.get(i), Peers.BASE, 1, 10));
      samples.add(sample(Cell.SEVEN.get(i), "x", 1, i == 0 ? 10 * 128 : 10));
    }
    Results results = new Results(Cell.SEVEN, List.of("x"), samples);
    assertThat(results.all("x").median()).isCloseTo(2, within(1e-9));
  }

  @Test
  void tableOfStraceIsReadWithAndWithoutErrors() {
    List<String> lines =
        List.of(
            "% time     seconds  usecs/call     calls    errors syscall",
            "------ ----------- ----------- --------- --------- ----------------",
            " 60.00    0.000012           2        40        20 recvfrom",
            " 40.00    0.000008           2        20           sendto",
            "------ ----------- ----------- --------- --------- ----------------",
            "100.00    0.000020           2        60        20 total");
    assertThat(Syscalls.parse(lines)).isEqualTo(Map.of("recvfrom", 40.0, "sendto", 20.0));
  }

  private static Sample sample(Cell cell, String server, int round, double micros) {
    LinkedHashMap<String, Double> values = new LinkedHashMap<>();
    values.put("units", 1000.0);
    values.put("server_cpu_ns", micros * 1e6);
    return new Sample(cell, server, round, values);
  }
}
