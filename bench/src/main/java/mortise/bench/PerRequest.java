package mortise.bench;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a request adds to something that a server counts. A short and a long run are made, and what
 * the long one counts more is divided by the requests that it had more, so that opening the
 * connections is not in it.
 */
record PerRequest(Load load, Cell cell) {
  private static final int SHORT = 300;

  /** Counts by name what a server does while {@code work} runs. */
  @FunctionalInterface
  interface Counter {
    Map<String, Double> during(Work work) throws IOException;
  }

  /** What is asked of the server meanwhile. */
  @FunctionalInterface
  interface Work {
    void run() throws IOException;
  }

  Map<String, Double> measure(Peer.Server server, Counter counter, int millis) throws IOException {
    double[] units = new double[2];
    Map<String, Double> few = counter.during(() -> units[0] = units(server, SHORT));
    Map<String, Double> many = counter.during(() -> units[1] = units(server, millis));
    Map<String, Double> each = new TreeMap<>();
    many.forEach((name, count) ->
        each.put(name, (count - few.getOrDefault(name, 0.0)) / (units[1] - units[0])));
    return each;
  }

  private double units(Peer.Server server, int millis) throws IOException {
    return load.run(cell, server, 0, millis).get("units");
  }

  /** Starts a server that has compiled what it needs. */
  Peer.Server warm(Peer peer, int millis) throws IOException {
    Peer.Server server = peer.start(cell.mode(), load.cpus().server());
    try {
      load.warm(cell, server, millis);
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }
}
