package mortise.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import mortise.testing.Program;

/** What tshark makes of a capture. */
final class Tshark {
  private static final List<String> CHECKS =
      List.of(
          "-o",
          "ip.check_checksum:TRUE",
          "-o",
          "tcp.check_checksum:TRUE",
          "-o",
          "udp.check_checksum:TRUE");

  /** Everything that Wireshark warns of; the ends of connections are but notes. */
  private static final String BAD =
      "_ws.malformed or ip.checksum.status == \"Bad\" or tcp.checksum.status == \"Bad\""
          + " or udp.checksum.status == \"Bad\" or tcp.analysis.flags"
          + " or _ws.expert.severity >= 0x600000";

  private Tshark() {}

  /** The fields of the packets that fit a filter, separated by tabs. */
  static List<String> packets(Path file, String filter, String... fields) throws Exception {
    List<String> wanted = Arrays.stream(fields).flatMap(f -> List.of("-e", f).stream()).toList();
    return run(file, CHECKS, "-Y", filter, "-T", "fields", wanted).lines().toList();
  }

  /** Checks that Wireshark has nothing against any packet. */
  static void assertSound(Path file) throws Exception {
    assertThat(run(file, CHECKS, "-Y", BAD)).isEmpty();
  }

  /** The bytes of a stream as tshark puts them together: of the client, and of the server. */
  static byte[][] follow(Path file, String protocol, int stream) throws Exception {
    var sides =
        new ByteArrayOutputStream[] {new ByteArrayOutputStream(), new ByteArrayOutputStream()};
    run(file, "-q", "-z", "follow," + protocol + ",raw," + stream)
        .lines()
        .filter(line -> line.matches("\t?[0-9a-f]+"))
        .forEach(line ->
            sides[line.startsWith("\t") ? 1 : 0].writeBytes(HexFormat.of().parseHex(line.strip())));
    return new byte[][] {sides[0].toByteArray(), sides[1].toByteArray()};
  }

  private static String run(Path file, Object... options) throws Exception {
    try (Program tshark = Program.start("tshark", "-n", "-r", file, Program.words(options))) {
      Program.Ended ended = tshark.end();
      assertThat(ended.status()).as(ended.err()).isZero();
      return ended.out();
    }
  }
}
