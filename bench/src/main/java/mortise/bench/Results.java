package mortise.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** All samples, and what is computed from them. */
record Results(List<Cell> cells, List<String> servers, List<Sample> samples) {
  private List<Sample> of(Cell cell, String server) {
    return samples.stream()
        .filter(sample -> sample.cell().equals(cell) && sample.server().equals(server))
        .toList();
  }

  private Sample of(Cell cell, String server, int round) {
    return of(cell, server).stream().filter(s -> s.round() == round).findAny().orElse(null);
  }

  Spread spread(Cell cell, String server, ToDoubleFunction<Sample> value) {
    return Spread.of(of(cell, server).stream().map(value::applyAsDouble).toList());
  }

  /** The costs of a server as parts of what the base cost in the same round. */
  Spread ratio(Cell cell, String server) {
    return ratio(cell, server, base(cell));
  }

  Spread ratio(Cell cell, String server, String base) {
    return Spread.of(ratios(cell, server, cell, base));
  }

  /** The server of a cell with which the others are compared. */
  String base(Cell cell) {
    boolean echoes = cell.work() == Cell.Work.TLSECHO || cell.work() == Cell.Work.TLSIDLE;
    return echoes ? Peers.TLS_ECHO_BASE : base();
  }

  /** The server that the others are compared with. */
  String base() {
    return cells.isEmpty() ? Peers.BASE : cells.getFirst().work().suite().base();
  }

  /** How much more a server pays in one cell than in another. */
  Spread growth(Cell cell, Cell from, String server) {
    return Spread.of(ratios(cell, server, from, server));
  }

  private List<Double> ratios(Cell cell, String server, Cell baseCell, String base) {
    List<Double> ratios = new ArrayList<>();
    for (Sample sample : of(cell, server)) {
      Sample other = of(baseCell, base, sample.round());
      if (other != null) {
        ratios.add(sample.cost() / other.cost());
      }
    }
    return ratios;
  }

  boolean hasSeven() {
    return cells.containsAll(Cell.SEVEN);
  }

  /** The geometric mean of the ratios of the seven cells, round by round. */
  Spread all(String server) {
    return all(server, Peers.BASE);
  }

  Spread all(String server, String to) {
    List<Double> means = new ArrayList<>();
    for (int round : samples.stream().map(Sample::round).distinct().toList()) {
      double[] ratios =
          Cell.SEVEN.stream()
              .mapToDouble(cell -> {
                Sample sample = of(cell, server, round);
                Sample base = of(cell, to, round);
                return sample == null || base == null ? Double.NaN : sample.cost() / base.cost();
              })
              .toArray();
      double mean = Spread.geometricMean(ratios);
      if (!Double.isNaN(mean)) {
        means.add(mean);
      }
    }
    return Spread.of(means);
  }
}
