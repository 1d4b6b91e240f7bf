package mortise.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures every server in every cell, round after round.
 *
 * <p>A round starts every server anew, so that luck in a start is not taken for speed, warms each
 * up with all the cells, and then goes through the cells, in each of which the servers take turns.
 * Who begins changes from round to round.
 */
final class Rounds {
  private static final String SINK = Cell.parse("sink-1-other").mode();

  /** How long things take. */
  record Times(int rounds, int millis, int warmupMillis) {
    Times {
      if (rounds < 1 || millis < 1 || warmupMillis < 0) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "nothing to do in %d rounds of %d ms after %d ms",
                rounds,
                millis,
                warmupMillis));
      }
    }
  }

  private final Load load;
  private final Times times;
  private final Consumer<String> progress;

  /** Why servers are left out, by name. */
  final Map<String, String> skipped = new LinkedHashMap<>();

  final List<Sample> samples = new ArrayList<>();

  Rounds(Load load, Times times, Consumer<String> progress) {
    this.load = load;
    this.times = times;
    this.progress = progress;
  }

  void measure(List<Peer> peers, List<Cell> cells) {
    Map<String, List<Cell>> byMode = new LinkedHashMap<>();
    List<Cell> idle = new ArrayList<>();
    for (Cell cell : cells) {
      if (cell.work().isIdle()) {
        idle.add(cell);
      } else {
        byMode.computeIfAbsent(cell.mode(), mode -> new ArrayList<>()).add(cell);
      }
    }
    for (int round = 1; round <= times.rounds; round++) {
      List<Peer> turned = new ArrayList<>(peers);
      turned.removeIf(peer -> skipped.containsKey(peer.name()));
      Collections.rotate(turned, -(round - 1));
      for (var entry : byMode.entrySet()) {
        measure(turned, entry.getKey(), entry.getValue(), round);
      }
      // Memory varies less than time does: in the first round, the fourth and so on.
      if (!idle.isEmpty() && round % 3 == 1) {
        hold(turned, idle, round);
      }
    }
  }

  /** Is there a sample of that server? */
  boolean hasMeasured(String server) {
    return samples.stream().anyMatch(sample -> sample.server().equals(server));
  }

  private boolean isIn(Peer.Server server) {
    return !skipped.containsKey(server.peer().name());
  }

  private void measure(List<Peer> peers, String mode, List<Cell> cells, int round) {
    List<Peer.Server> servers = new ArrayList<>();
    try {
      for (Peer peer : peers) {
        start(peer, mode, cells, round, servers);
      }
      for (Cell cell : cells) {
        progress.accept(String.format(Locale.ROOT, "round %d: %s", round, cell));
        try (Turns turns = new Turns(cell, this::skip)) {
          turns.open(load, servers.stream().filter(this::isIn).toList());
          samples.addAll(turns.measure(Slices.of(cell, times.millis), round));
        }
      }
    } finally {
      servers.forEach(Peer.Server::close);
    }
  }

  private void start(
      Peer peer, String mode, List<Cell> cells, int round, List<Peer.Server> servers) {
    if (skipped.containsKey(peer.name()) || !peer.has(cells.getFirst())) {
      return;
    }
    progress.accept(
        String.format(Locale.ROOT, "round %d: %s starts as %s", round, peer.name(), mode));
    try {
      Peer.Server server = peer.start(mode, load.cpus().server());
      servers.add(server);
      int millis = peer.compiles() ? times.warmupMillis : times.warmupMillis / 10;
      // Connections come and go, so that a server has compiled what is done once for each.
      Cell churn = cells.getFirst().work().suite().churn();
      if (!mode.equals(SINK) && churn != null) {
        load.warm(churn, server, millis / 2);
      }
      List<Cell> shapes = cells.stream().map(Rounds::small).distinct().toList();
      for (Cell cell : shapes) {
        load.warm(cell, server, millis / shapes.size());
      }
    } catch (IOException e) {
      skip(peer, e);
    }
  }

  /** The same with a few connections, which are opened sooner. */
  private static Cell small(Cell cell) {
    int connections = Math.min(50, cell.connections());
    return new Cell(cell.work(), cell.size(), connections, cell.window(), cell.place());
  }

  private void hold(List<Peer> peers, List<Cell> cells, int round) {
    for (Peer peer : peers) {
      if (skipped.containsKey(peer.name()) || !peer.has(cells.getFirst())) {
        continue;
      }
      progress.accept(
          String.format(Locale.ROOT, "round %d: %s holds connections", round, peer.name()));
      try {
        samples.addAll(new IdleMemory(load).measure(peer, cells, round));
      } catch (IOException e) {
        skip(peer, e);
      }
    }
  }

  private void skip(Peer peer, IOException why) {
    skipped.putIfAbsent(peer.name(), why.getMessage());
    progress.accept(
        String.format(Locale.ROOT, "%s is left out: %s", peer.name(), why.getMessage()));
  }
}
