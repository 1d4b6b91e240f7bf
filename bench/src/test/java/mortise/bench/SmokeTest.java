package mortise.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every server that can run here answers. What it costs is not looked at. */
class SmokeTest {
  private static final Tools TOOLS = Tools.here();

  /** No pinning: tests share the CPUs. */
  private static final Cpus ANY = new Cpus(-1, -1);

  /** They need nothing but a JDK. */
  private static final Set<String> ALWAYS =
      Set.of(
          "jdk-threads",
          "jdk-selector",
          "mortise",
          "mortise-loop",
          "mortise-lent",
          "mortise-server",
          "mortise-server-epoll",
          "mortise-server-lent",
          "mortise-portable",
          "mortise-portable-loop");

  static Stream<Peer> tlsPeers() {
    return new Peers(TOOLS, List.of("-XX:TieredStopAtLevel=1")).tls().stream();
  }

  static Stream<Peer> udpPeers() {
    return new Peers(TOOLS, List.of("-XX:TieredStopAtLevel=1"))
        .udp().stream().filter(peer -> !peer.name().endsWith("-again"));
  }

  static Stream<Peer> peers() {
    return new Peers(TOOLS, List.of("-XX:TieredStopAtLevel=1"))
        .all().stream().filter(peer -> !peer.name().endsWith("-again"));
  }

  @ParameterizedTest
  @MethodSource("peers")
  void echoesEveryByte(Peer peer) throws IOException {
    try (Peer.Server server = start(peer, "echo")) {
      SequencedMap<String, Double> values = ask(server, "echo-64-20", 1000);
      assertThat(values.get("units")).isGreaterThanOrEqualTo(1000);
      assertThat(values.get("server_cpu_ns")).isPositive();
      assertThat(values.get("p50_ns")).isPositive();
      // More than a socket's buffers take: the answer comes and goes in parts.
      assertThat(ask(server, "echo-1000k-2", 4).get("units")).isGreaterThanOrEqualTo(4);
    }
  }

  @ParameterizedTest
  @MethodSource("peers")
  void answersShortConnections(Peer peer) throws IOException {
    try (Peer.Server server = start(peer, "connect")) {
      assertThat(ask(server, "connect-4", 50).get("units")).isGreaterThanOrEqualTo(50);
    }
  }

  @ParameterizedTest
  @MethodSource("peers")
  void takesWhatIsSent(Peer peer) throws IOException {
    int bytes = 20_000_000;
    try (Peer.Server server = start(peer, "sink")) {
      assertThat(ask(server, "sink-2", bytes).get("units")).isGreaterThanOrEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @MethodSource("tlsPeers")
  void takesWhatIsSentBehindTls(Peer peer) throws IOException {
    int bytes = 2_000_000;
    try (Peer.Server server = start(peer, "tlssink")) {
      assertThat(ask(server, "tlssink-1", bytes).get("units")).isGreaterThanOrEqualTo(bytes);
      assertThat(ask(server, "handshake-1", 5).get("units")).isGreaterThanOrEqualTo(5);
    }
  }

  /** The load generator ends with an error where an answer is wrong or comes twice. */
  @ParameterizedTest
  @MethodSource("udpPeers")
  void echoesEveryDatagramOnce(Peer peer) throws IOException {
    try (Peer.Server server = start(peer, "udp")) {
      for (String cell : List.of("udp-64-20-1", "udp-1400-4-16", "udptrain-1400-2-2")) {
        assertThat(ask(server, cell, 1000).get("units")).isGreaterThanOrEqualTo(1000);
      }
    }
  }

  /** Aborts where a compiler, a library or the kernel's io_uring is missing. */
  private static Peer.Server start(Peer peer, String mode) throws IOException {
    try {
      return peer.start(mode, -1);
    } catch (IOException e) {
      if (ALWAYS.contains(peer.name())) {
        throw e;
      }
      return abort(peer.name() + " cannot run here: " + e.getMessage());
    }
  }

  private static Load load(Suite suite) {
    try {
      return Load.build(suite, TOOLS, ANY);
    } catch (IOException e) {
      return abort("no load generator: " + e.getMessage());
    }
  }

  private static SequencedMap<String, Double> ask(Peer.Server server, String name, int units)
      throws IOException {
    Cell cell = Cell.parse(name);
    try (Session session = load(cell.work().suite()).open(cell, server, "--verify")) {
      session.countUnits(units);
      return session.total();
    }
  }
}
