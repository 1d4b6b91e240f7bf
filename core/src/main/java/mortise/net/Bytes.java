package mortise.net;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Numbers in network order, and text as C has it. */
final class Bytes {
  private Bytes() {}

  /** The unsigned number that {@code length} bytes from {@code from} spell, eight at most. */
  static long bigEndian(byte[] bytes, int from, int length) {
    long number = 0;
    for (int i = from; i < from + length; i++) {
      number = number << 8 | bytes[i] & 0xff;
    }
    return number;
  }

  /** Writes the low {@code length} bytes of a number. */
  static void bigEndian(long number, byte[] into, int at, int length) {
    for (int i = length - 1; i >= 0; i--) {
      into[at + i] = (byte) number;
      number >>>= 8;
    }
  }

  /** Part of an array, of which {@code offset} and {@code length} have been checked. */
  static MemorySegment segment(byte[] bytes, int offset, int length) {
    return MemorySegment.ofArray(bytes).asSlice(offset, length);
  }

  /** The text's bytes with a NUL behind them, on the heap. */
  static MemorySegment cString(String text) {
    return cString(ByteText.encode(text));
  }

  /** ASCII text and bytes, one behind the other. */
  static byte[] concat(String front, byte[] bytes) {
    byte[] ascii = front.getBytes(StandardCharsets.US_ASCII);
    byte[] whole = Arrays.copyOf(ascii, ascii.length + bytes.length);
    System.arraycopy(bytes, 0, whole, ascii.length, bytes.length);
    return whole;
  }

  /** The bytes with a NUL behind them, on the heap. */
  static MemorySegment cString(byte[] bytes) {
    return MemorySegment.ofArray(Arrays.copyOf(bytes, bytes.length + 1));
  }
}
