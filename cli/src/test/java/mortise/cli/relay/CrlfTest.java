package mortise.cli.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import mortise.net.Family;
import mortise.net.Socket;
import mortise.net.SocketPair;
import mortise.net.Type;
import mortise.server.Connection;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads of every size give the same bytes. */
final class CrlfTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 64})
  void lineEndsAreConvertedWhateverTheReadSize(int size) throws Exception {
    assertThat(read("a\r\nb\r\r\nc\rd\n\r\n\re\r", size)).isEqualTo("a\nb\r\nc\rd\n\n\re\r");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void textWithoutReturnsIsUnchanged(int size) throws Exception {
    assertThat(read("plain\ntext\n", size)).isEqualTo("plain\ntext\n");
  }

  private static String read(String sent, int size) throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, Type.STREAM)) {
      pair.first().sendAll(sent);
      pair.first().close();
      Connection lines = new Crlf(Connection.of(pair.second()));
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] room = new byte[size + 2];
      assertThat(lines.read(room, 1, 0)).isZero();
      for (int count; (count = lines.read(room, 1, size)) >= 0; ) {
        assertThat(count).isBetween(1, size);
        all.write(room, 1, count);
      }
      return all.toString(US_ASCII);
    }
  }
}
