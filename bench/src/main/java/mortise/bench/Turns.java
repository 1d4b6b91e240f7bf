package mortise.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Measures servers that run in one cell, each with a load generator of its own that waits while the
 * others work. The order is there and back again: A B C, C B A.
 */
final class Turns implements AutoCloseable {
  private final Cell cell;
  private final BiConsumer<Peer, IOException> failed;
  private final List<Session> sessions = new ArrayList<>();

  /**
   * @param failed told of servers that do not do it, and are left out
   */
  Turns(Cell cell, BiConsumer<Peer, IOException> failed) {
    this.cell = cell;
    this.failed = failed;
  }

  void open(Load load, List<Peer.Server> servers) {
    for (Peer.Server server : servers) {
      try {
        sessions.add(load.open(cell, server));
      } catch (IOException e) {
        fail(server, e);
      }
    }
  }

  List<Sample> measure(Slices slices, int round) {
    each(sessions, session -> session.warm(100 + slices.runInMillis()));
    for (int i = 0; i < slices.count(); i++) {
      each(
          i % 2 == 0 ? sessions : sessions.reversed(),
          session -> session.count(slices.runInMillis(), slices.millis()));
    }
    return sessions.stream()
        .map(session -> new Sample(cell, session.server().peer().name(), round, session.total()))
        .toList();
  }

  @FunctionalInterface
  private interface Step {
    void take(Session session) throws IOException;
  }

  private void each(List<Session> order, Step step) {
    for (Session session : List.copyOf(order)) {
      try {
        step.take(session);
      } catch (IOException e) {
        fail(session.server(), e);
        sessions.remove(session);
        session.close();
      }
    }
  }

  private void fail(Peer.Server server, IOException e) {
    failed.accept(server.peer(), new IOException(cell + ": " + e.getMessage(), e));
  }

  @Override
  public void close() {
    sessions.forEach(Session::close);
  }
}
