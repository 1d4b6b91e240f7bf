package mortise.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** What is to be true of every decoder. */
final class CodecCases {
  private CodecCases() {}

  /** The bytes of hexadecimal digits; what is behind a # to the end of its line is a remark. */
  static byte[] hex(String annotated) {
    return HexFormat.of().parseHex(annotated.replaceAll("#[^\n]*", "").replaceAll("\\s", ""));
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** The value of bytes that are whole. */
  static <T> T whole(Decoder<T> decoder, byte[] bytes) throws ProtocolException {
    return switch (decoder.decode(ByteBuffer.wrap(bytes))) {
      case Decoded.Done<T>(T value, int used) -> {
        assertThat(used).isEqualTo(bytes.length);
        yield value;
      }
      case Decoded.More<T> more -> fail("not whole: " + more);
    };
  }

  /** Checks what a decoder says of a message: whole, cut at every byte, and with others behind. */
  static <T> void roundTrip(Decoder<T> decoder, T value, byte[] bytes) throws ProtocolException {
    assertThat(whole(decoder, bytes)).isEqualTo(value);
    for (int cut = 0; cut < bytes.length; cut++) {
      Decoded<T> decoded = decoder.decode(ByteBuffer.wrap(bytes, 0, cut));
      if (!(decoded instanceof Decoded.More<T>(int atLeast))) {
        fail(cut + " of " + bytes.length + " bytes were enough: " + decoded);
        return;
      }
      assertThat(cut + atLeast).as("cut at " + cut).isLessThanOrEqualTo(bytes.length);
    }
    byte[] twice = Arrays.copyOf(bytes, 2 * bytes.length + 1);
    System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
    Decoded.Done<T> first = new Decoded.Done<>(value, bytes.length);
    assertThat(decoder.decode(ByteBuffer.wrap(twice))).isEqualTo(first);
    // Somewhere else in the array, and read-only.
    ByteBuffer elsewhere = ByteBuffer.allocate(bytes.length + 7).position(7).put(bytes);
    assertThat(decoder.decode(elsewhere.flip().position(7).asReadOnlyBuffer())).isEqualTo(first);
  }

  /** Decodes any bytes: there is a value, a wish for more, or one exception. */
  static <T> void survives(Decoder<T> decoder, byte[] bytes) {
    try {
      switch (decoder.decode(ByteBuffer.wrap(bytes))) {
        case Decoded.Done<T>(T value, int used) -> {
          assertThat(value).isNotNull();
          assertThat(used).isBetween(1, bytes.length);
        }
        case Decoded.More<T>(int atLeast) -> assertThat(atLeast).isBetween(1, 1 << 17);
      }
    } catch (ProtocolException e) {
      assertThat(e).hasMessageContaining("expected").hasMessageContaining("was");
      assertThat(e.getMessage()).hasSizeLessThan(300).isPrintable();
    }
  }

  /** The same bytes with a few changed, cut out or doubled. */
  static byte[] mutated(byte[] bytes, RandomGenerator random) {
    byte[] changed = bytes.clone();
    for (int times = 1 + random.nextInt(4); times > 0 && changed.length > 0; times--) {
      int at = random.nextInt(changed.length);
      switch (random.nextInt(4)) {
        case 0 -> changed[at] = (byte) random.nextInt();
        case 1 -> changed[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> changed = Arrays.copyOf(changed, at);
        default -> {
          byte[] longer = Arrays.copyOf(changed, changed.length + 1);
          System.arraycopy(changed, at, longer, at + 1, changed.length - at);
          changed = longer;
        }
      }
    }
    return changed;
  }
}
