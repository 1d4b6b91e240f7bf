package mortise.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class ReadAheadTest {
  /** A peer that sends these bytes, so many at a time at the most, and then ends. */
  private static ReadAhead of(byte[] bytes, int chunk) {
    int[] at = {0};
    return new ReadAhead((into, offset, length) -> {
      int count = Math.min(Math.min(chunk, length), bytes.length - at[0]);
      System.arraycopy(bytes, at[0], into, offset, count);
      at[0] += count;
      return count == 0 ? -1 : count;
    });
  }

  private static ReadAhead of(String text) {
    return of(text.getBytes(UTF_8), Integer.MAX_VALUE);
  }

  private static String line(ReadAhead ahead, int most) throws IOException {
    byte[] line = ahead.line(most);
    return line == null ? null : new String(line, UTF_8);
  }

  @Test
  void linesComeWithoutTheirEnds() throws IOException {
    ReadAhead ahead = of("a\nbc\r\n\r\n\nd\r");
    List<String> lines = new ArrayList<>();
    for (String line; (line = line(ahead, 10)) != null; ) {
      lines.add(line);
    }
    assertThat(lines).containsExactly("a", "bc", "", "", "d\r");
  }

  @Test
  void lineMayBeAsLongAsItIsAllowedWhateverItsEnd() throws IOException {
    assertThat(line(of("12345\n"), 5)).isEqualTo("12345");
    assertThat(line(of("12345\r\n"), 5)).isEqualTo("12345");
    assertThat(line(of("12345"), 5)).isEqualTo("12345");
    assertThat(line(of("\n"), 0)).isEmpty();
  }

  @Test
  void longerLineIsRefusedAndStays() {
    for (String text : List.of("123456\n", "123456", "123456\r\n", "x".repeat(100_000))) {
      ReadAhead ahead = of(text);
      assertThatThrownBy(() -> ahead.line(5))
          .isInstanceOf(ProtocolException.class)
          .hasMessage("expected a line of at most 5 bytes but it was longer");
      assertThat(new String(ahead.peek(), UTF_8)).startsWith(text.substring(0, 5));
    }
  }

  @Test
  void endlessLineTakesBoundedMemory() {
    byte[] most = {0};
    ReadAhead ahead =
        new ReadAhead((into, offset, length) -> {
          Arrays.fill(into, offset, offset + length, (byte) 'x');
          most[0] = into.length > 1 << 13 ? (byte) 1 : most[0];
          return length;
        });
    assertThatThrownBy(() -> ahead.line(1000)).isInstanceOf(ProtocolException.class);
    assertThat(most[0]).isZero();
    assertThat(ahead.count()).isLessThan(1 << 13);
  }

  @Test
  void announcedLengthAloneTakesNoMemory() {
    ReadAhead ahead = of("few");
    assertThatThrownBy(() -> ahead.exactly(Integer.MAX_VALUE))
        .isInstanceOf(EOFException.class)
        .hasMessage("expected 2147483647 bytes but the stream ended after 3");
    assertThat(ahead.peek()).asString(UTF_8).isEqualTo("few");
  }

  @Test
  void framesComeWholeAndEndBetweenTwo() throws IOException {
    ReadAhead ahead = of(new byte[] {0, 2, 7, 8, 0, 0}, 1);
    assertThat(Frames.read(ahead, 2, 2)).containsExactly(7, 8);
    assertThat(Frames.read(ahead, 2, 2)).isEmpty();
    assertThat(Frames.read(ahead, 2, 2)).isNull();
  }

  @Test
  void frameThatIsTooLongOrCutIsRefused() {
    assertThatThrownBy(() -> Frames.read(of(new byte[] {-1, -1, -1, -1}, 4), 4, 10))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("expected a frame of at most 10 bytes but its length was 4294967295");
    assertThatThrownBy(() -> Frames.read(of(new byte[] {0, 2, 7}, 4), 2, 10))
        .isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> Frames.read(of(new byte[] {0}, 4), 2, 10))
        .isInstanceOf(EOFException.class);
  }

  @Test
  void frameOfALengthThatDoesNotFitIsACallersFault() {
    assertThatThrownBy(() -> Frames.of(1, new byte[256]))
        .hasMessage("a frame of 256 bytes: its length does not fit into 1");
    assertThatThrownBy(() -> Frames.of(5, new byte[1]))
        .hasMessage("a length of 5 bytes is not in 1..4");
    assertThat(Frames.of(3, new byte[] {9})).containsExactly(0, 0, 1, 9);
  }

  @Test
  void delimiterMayBeCutByReads() throws IOException {
    ReadAhead ahead = of("a\r\r\n\r\nrest".getBytes(UTF_8), 1);
    assertThat(ahead.until("\r\n\r\n".getBytes(UTF_8), 100)).asString(UTF_8).isEqualTo("a\r");
    assertThatThrownBy(() -> ahead.until(new byte[] {'!'}, 100)).isInstanceOf(EOFException.class);
    assertThat(ahead.exactly(4)).asString(UTF_8).isEqualTo("rest");
    assertThat(ahead.until(new byte[] {'!'}, 100)).isNull();
  }

  @Test
  void whatIsPutBackComesFirst() throws IOException {
    ReadAhead ahead = of("world");
    assertThat(ahead.exactly(1)).asString(UTF_8).isEqualTo("w");
    ahead.unread("xhello w".getBytes(UTF_8), 1, 7);
    assertThat(ahead.exactly(11)).asString(UTF_8).isEqualTo("hello world");
  }

  /** Whatever mix of ways to read, all bytes come once and in order. */
  @Property(tries = 300)
  void nothingIsLostBetweenWaysToRead(
      @ForAll @Size(max = 3000) byte[] bytes,
      @ForAll @IntRange(min = 1, max = 700) int chunk,
      @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 0, max = 900) Integer> steps)
      throws IOException {
    ReadAhead ahead = of(bytes, chunk);
    var out = new java.io.ByteArrayOutputStream();
    for (int i = 0; out.size() < bytes.length; i++) {
      int step = steps.get(i % steps.size());
      switch (i % 3) {
        case 0 -> {
          if (ahead.more(Math.min(step + 1, bytes.length - out.size()))) {
            byte[] some = new byte[step + 1];
            out.write(some, 0, ahead.take(some, 0, some.length));
          }
        }
        case 1 -> out.write(ahead.exactly(Math.min(step, bytes.length - out.size())));
        default -> {
          byte[] back = ahead.exactly(Math.min(step, bytes.length - out.size()));
          ahead.unread(back, 0, back.length);
        }
      }
    }
    assertThat(out.toByteArray()).isEqualTo(bytes);
  }
}
