package mortise.bench;

import java.util.SequencedMap;

/** One measurement of one server in one cell, its numbers by name. */
record Sample(Cell cell, String server, int round, SequencedMap<String, Double> values) {
  double value(String name) {
    return values.getOrDefault(name, Double.NaN);
  }

  double cost() {
    return cell.cost(this);
  }

  double perSecond() {
    return value("units") / value("seconds");
  }
}
