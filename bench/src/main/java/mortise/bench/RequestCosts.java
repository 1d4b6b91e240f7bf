package mortise.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import mortise.bench.Cell.Work;

/** What servers do per request other than take time, a table for each cell. */
record RequestCosts(Load load, int warmupMillis, boolean quick, Consumer<String> progress) {
  /** The system calls; strace makes each many times as slow. */
  String syscalls(List<Cell> cells, List<Peer> peers) {
    int requests = quick ? 5_000 : 50_000;
    return tables(
        cells,
        peers,
        List.of("system calls", "of these"),
        (request, server) -> calls(request.measure(server, new Syscalls(server))),
        requests);
  }

  /** The bytes allocated on the heap, of servers in Java. */
  String allocations(List<Cell> cells, List<Peer> peers) {
    int requests = quick ? 100_000 : 1_000_000;
    return tables(
        cells,
        peers.stream().filter(Peer::compiles).toList(),
        List.of("bytes allocated"),
        (request, server) -> {
          try (Allocations counter = new Allocations(server)) {
            double bytes = request.measure(server, counter).get("bytes");
            return List.of(String.format(Locale.ROOT, "%.1f", bytes));
          }
        },
        requests);
  }

  @FunctionalInterface
  private interface Row {
    List<String> of(PerRequest request, Peer.Server server) throws IOException;
  }

  private String tables(
      List<Cell> cells, List<Peer> peers, List<String> columns, Row row, int requests) {
    StringBuilder text = new StringBuilder();
    for (Cell cell : cells.stream().filter(c -> c.work() != Work.IDLE).toList()) {
      PerRequest request = new PerRequest(load, cell, requests);
      List<List<String>> rows = new ArrayList<>();
      rows.add(new ArrayList<>(List.of("server")));
      rows.getFirst().addAll(columns);
      for (Peer peer : peers) {
        progress.accept(cell + ": " + peer.name());
        try (Peer.Server server = request.warm(peer, warmupMillis)) {
          List<String> line = new ArrayList<>(List.of(peer.name()));
          line.addAll(row.of(request, server));
          rows.add(line);
        } catch (IOException e) {
          progress.accept(peer.name() + " is left out: " + e.getMessage());
        }
      }
      text.append("### ").append(cell.name()).append(", per request\n\n");
      text.append(Markdown.table(rows));
    }
    return text.toString();
  }

  /** The largest first; what comes less than once in 200 requests is the server's own business. */
  private static List<String> calls(Map<String, Double> counts) {
    double sum = counts.values().stream().mapToDouble(Double::doubleValue).sum();
    String parts =
        counts.entrySet().stream()
            .filter(count -> count.getValue() >= 0.005)
            .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
            .map(count -> String.format(Locale.ROOT, "%s %.2f", count.getKey(), count.getValue()))
            .collect(Collectors.joining(", "));
    return List.of(String.format(Locale.ROOT, "%.2f", sum), parts);
  }
}
