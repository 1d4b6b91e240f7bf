package mortise.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What a connection costs on which nothing happens: how far the server's memory (PSS, so that pages
 * that it shares count in part) grows while connections are opened and a byte goes there and back
 * on each. The kernel's own memory for a socket is not in it.
 *
 * <p>What a server in Java keeps is asked for, not what it has not collected yet: its young
 * generation is small, it has used the whole of that before, and it collects before it is read.
 */
record IdleMemory(Load load) {
  /** Descriptors that a server needs for itself. */
  private static final int RESERVE = 300;

  /** What both ends of a connection and the kernel may need; the machine has to stay usable. */
  private static final long BYTES_EACH = 64 * 1024;

  /** Connections that are opened first, so that what comes once is not counted. */
  private static final int WARM = 200;

  private static final Cell CHURN = Cell.parse("connect-16-other");
  private static final Cell TLS_CHURN = Cell.parse("handshake-1-other");
  private static final int CHURN_MILLIS = 2000;

  /** Frames that are interpreted take several times the memory, and handshakes are slow. */
  private static final int TLS_CHURN_MILLIS = 10_000;

  List<Sample> measure(Peer peer, List<Cell> cells, int round) throws IOException {
    List<Cell> ascending =
        cells.stream().sorted(Comparator.comparing(IdleMemory::connections)).toList();
    try (Peer.Server server = peer.start("echo", load.cpus().server(), "-Xmn16m")) {
      boolean tls = ascending.getFirst().work().isTls();
      int millis = tls ? TLS_CHURN_MILLIS : CHURN_MILLIS;
      load.warm(tls ? TLS_CHURN : CHURN, server, peer.compiles() ? millis : millis / 10);
      return measure(server, ascending, round);
    }
  }

  private List<Sample> measure(Peer.Server server, List<Cell> ascending, int round)
      throws IOException {
    List<Sample> samples = new ArrayList<>();
    try (Session holder = load.open(ascending.getFirst(), server)) {
      holder.hold(WARM);
      long before = settled(server);
      for (Cell cell : ascending) {
        holder.hold(WARM + connections(cell));
        SequencedMap<String, Double> values = new LinkedHashMap<>();
        values.put("connections", (double) connections(cell));
        values.put("bytes", (double) settled(server) - before);
        samples.add(new Sample(cell, server.peer().name(), round, values));
      }
    }
    return samples;
  }

  /** As many as the descriptor limit and the free memory allow. */
  private static int connections(Cell cell) {
    try {
      long most =
          Math.min(
              field("/proc/self/limits", "Max open files", 4) - RESERVE - WARM,
              field("/proc/meminfo", "MemAvailable:", 1) * 1024 / BYTES_EACH);
      return (int) Math.min(cell.connections(), most);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The PSS in bytes, once it stays the same for a while. */
  private static long settled(Peer.Server server) throws IOException {
    long pid = server.child().pid();
    if (server.peer().compiles()) {
      Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
      Child.run(List.of(jcmd.toString(), "" + pid, "GC.run"), -1, 60);
    }
    long last = -1;
    for (int tries = 0; tries < 20; tries++) {
      try {
        Thread.sleep(300);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      long now = field("/proc/" + pid + "/smaps_rollup", "Pss:", 1) * 1024;
      if (Math.abs(now - last) < 64 * 1024) {
        return now;
      }
      last = now;
    }
    return last;
  }

  /** The number in a column of the line that begins so; "unlimited" is a billion. */
  private static long field(String file, String begin, int column) throws IOException {
    String line =
        Files.readAllLines(Path.of(file)).stream()
            .filter(candidate -> candidate.startsWith(begin))
            .findAny()
            .orElseThrow(() -> new IOException(file + " has no line " + begin));
    String text = line.strip().split("\\s+")[column];
    return text.equals("unlimited") ? 1_000_000_000 : Long.parseLong(text);
  }
}
