package mortise.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every server that can run here answers. What it costs is not looked at. */
class SmokeTest {
  private static final Tools TOOLS = Tools.here();

  /** No pinning: tests share the CPUs. */
  private static final Cpus ANY = new Cpus(-1, -1);

  static Stream<Peer> peers() {
    return new Peers(TOOLS, java.util.List.of("-XX:TieredStopAtLevel=1"))
        .all().stream().filter(peer -> !peer.name().endsWith("-again"));
  }

  @ParameterizedTest
  @MethodSource("peers")
  void echoesEveryByte(Peer peer) throws IOException {
    SequencedMap<String, Double> values = ask(peer, "echo-64-20");
    assertThat(values.get("units")).isPositive();
    assertThat(values.get("server_cpu_ns")).isPositive();
    assertThat(values.get("p50_ns")).isPositive();
  }

  @ParameterizedTest
  @MethodSource("peers")
  void echoesRequestsThatComeInParts(Peer peer) throws IOException {
    assertThat(ask(peer, "echo-700k-2").get("units")).isPositive();
  }

  @ParameterizedTest
  @MethodSource("peers")
  void answersShortConnections(Peer peer) throws IOException {
    assertThat(ask(peer, "connect-4").get("units")).isPositive();
  }

  @ParameterizedTest
  @MethodSource("peers")
  void takesWhatIsSent(Peer peer) throws IOException {
    assertThat(ask(peer, "sink-2").get("units")).isGreaterThan(64 * 1024);
  }

  private static SequencedMap<String, Double> ask(Peer peer, String name) throws IOException {
    Cell cell = Cell.parse(name);
    Load load;
    Peer.Server server;
    try {
      load = Load.build(TOOLS, ANY);
      server = peer.start(cell.mode(), -1);
    } catch (IOException e) {
      return abort(peer.name() + " cannot run here: " + e.getMessage());
    }
    try (server) {
      return load.run(cell, server, 20, 100, "--verify");
    }
  }
}
