package mortise.bench;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a request adds to something that a server counts. A short and a long run are made over the
 * same connections, and what the long one counts more is divided by the requests that it had more,
 * so that neither the connections nor the counting are in it.
 *
 * @param requests how many the long run has more
 */
record PerRequest(Load load, Cell cell, int requests) {
  private static final int SHORT = 1000;

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

  Map<String, Double> measure(Peer.Server server, Counter counter) throws IOException {
    try (Session session = load.open(cell, server)) {
      double[] units = new double[2];
      counter.during(() -> session.countUnits(SHORT));
      Map<String, Double> few = counter.during(() -> units[0] = session.countUnits(SHORT));
      Map<String, Double> many =
          counter.during(() -> units[1] = session.countUnits(SHORT + requests));
      Map<String, Double> each = new TreeMap<>();
      many.forEach((name, count) ->
          each.put(name, (count - few.getOrDefault(name, 0.0)) / (units[1] - units[0])));
      return each;
    }
  }

  /** Starts a server that has compiled what it needs. */
  Peer.Server warm(Peer peer, int millis) throws IOException {
    Peer.Server server = peer.start(cell.mode(), load.cpus().server());
    try {
      load.warm(cell, server, peer.compiles() ? millis : millis / 10);
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }
}
