package mortise.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import mortise.cli.flow.Direction;
import mortise.testing.Needs;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hex dump in a file is ncat's, byte for byte. */
final class HexDumpTest {
  @TempDir private Path folder;

  @Test
  void isWhatNcatWrites() throws Exception {
    Path input = folder.resolve("input");
    Path theirs = folder.resolve("theirs");
    byte[] bytes = new byte[20_001];
    new Random(1).nextBytes(bytes);
    Files.write(input, bytes);
    Needs.program("ncat");
    try (ServerSocket server = new ServerSocket(0);
        Program ncat =
            Program.start(
                new ProcessBuilder(
                        Program.words(
                            "ncat",
                            "--send-only",
                            "-x",
                            theirs,
                            "localhost",
                            server.getLocalPort()))
                    .redirectInput(input.toFile()))) {
      server.accept().getInputStream().readAllBytes();
      assertThat(ncat.end().status()).isZero();
    }
    assertThat(dump(false, bytes)).isEqualTo(Files.readString(theirs));
  }

  @Test
  void showsOffsetsHexAndText() throws IOException {
    byte[] bytes = "hello\nworld, this is\u00ff~".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(dump(false, bytes))
        .isEqualTo(
            """
            0000   68 65 6c 6c 6f 0a 77 6f  72 6c 64 2c 20 74 68 69  hello.world,.thi
            0010   73 20 69 73 ff 7e                                 s.is.~         \s
            """);
  }

  @Test
  void appendsWhereAsked() throws IOException {
    String once = dump(false, new byte[3]);
    assertThat(dump(true, new byte[3])).isEqualTo(once + once);
    assertThat(dump(false, new byte[3])).isEqualTo(once);
  }

  @Test
  void longOffsetsHaveTheirDigits() {
    byte[] lines = HexLines.of("> ", "!", 0xffff0, new byte[32], 0, 32);
    assertThat(
            new String(lines, StandardCharsets.US_ASCII).lines().map(line -> line.substring(0, 9)))
        .containsExactly("> ffff0  ", "> 100000 ");
  }

  private String dump(boolean append, byte[] bytes) throws IOException {
    Path file = folder.resolve("ours");
    try (RecordFile record = RecordFile.open(file, append, _ -> {})) {
      new HexDump(record).bytes(Direction.SENT, bytes, 0, bytes.length);
    }
    return Files.readString(file);
  }
}
