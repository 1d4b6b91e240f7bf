package mortise.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * A load generator that has its connections and works when it is told to; in between nothing is
 * under way. What it counts adds up from slice to slice.
 */
final class Session implements AutoCloseable {
  /** What a slice may take beyond its time, on a machine that is busy with something else. */
  private static final int GRACE = 60;

  private final Child load;
  private final Peer.Server server;
  private SequencedMap<String, Double> total = new LinkedHashMap<>();

  private Session(Child load, Peer.Server server) {
    this.load = load;
    this.server = server;
  }

  /** Waits until every connection has had an answer. */
  static Session open(Child load, Peer.Server server) throws IOException {
    try {
      load.readLine(2 * GRACE);
      return new Session(load, server);
    } catch (IOException | RuntimeException e) {
      load.close();
      throw e;
    }
  }

  Peer.Server server() {
    return server;
  }

  /** The sum of what was counted so far, by name. */
  SequencedMap<String, Double> total() {
    return total;
  }

  /** Works for some time without counting. */
  void warm(int millis) throws IOException {
    tell("warm " + millis, millis);
  }

  /**
   * Works, without counting, until the server has used so much CPU time: on a busy machine a server
   * that compiles at run time comes to it later.
   */
  void warmUntilUsed(int cpuMillis) throws IOException {
    tell("cpu " + cpuMillis, 100 * cpuMillis);
  }

  /** Works for some time and counts all but the beginning of it. */
  void count(int runInMillis, int millis) throws IOException {
    tell("time " + runInMillis + " " + millis, runInMillis + millis);
  }

  /** Counts until so many units are done, and returns how many. */
  double countUnits(int units) throws IOException {
    double before = total.getOrDefault("units", 0.0);
    tell("units " + units, 0);
    return total.get("units") - before;
  }

  /** Opens connections until there are so many. */
  void hold(int connections) throws IOException {
    tell("hold " + connections, 10_000);
  }

  private void tell(String what, int millis) throws IOException {
    load.writeLine(what);
    total = parse(load.readLine(GRACE + millis / 1000));
  }

  /** Key=value, blanks between. */
  private static SequencedMap<String, Double> parse(String line) {
    SequencedMap<String, Double> values = new LinkedHashMap<>();
    for (String pair : line.strip().split(" ")) {
      String[] parts = pair.split("=");
      values.put(parts[0], Double.valueOf(parts[1]));
    }
    return values;
  }

  @Override
  public void close() {
    load.close();
  }
}
