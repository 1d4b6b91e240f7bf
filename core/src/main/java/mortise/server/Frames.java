package mortise.server;

import java.io.IOException;
import java.net.ProtocolException;
import org.jspecify.annotations.Nullable;

/** Frames with a length prefix in network byte order. */
final class Frames {
  private Frames() {}

  static byte @Nullable [] read(ReadAhead ahead, int lengthBytes, int most) throws IOException {
    checkLengthBytes(lengthBytes);
    if (!ahead.more(1)) {
      return null;
    }
    if (!ahead.more(lengthBytes)) {
      return ahead.exactly(lengthBytes); // which throws, and consumes nothing
    }
    long length = 0;
    for (int i = 0; i < lengthBytes; i++) {
      length = length << 8 | ahead.at(i);
    }
    if (length > most) {
      ahead.exactly(lengthBytes);
      throw new ProtocolException(
          "expected a frame of at most " + most + " bytes but its length was " + length);
    }
    // Until the whole frame has arrived its length stays, so that a read after a timeout finds it.
    int whole = (int) Math.min(lengthBytes + length, Integer.MAX_VALUE);
    if (!ahead.more(whole)) {
      return ahead.exactly(whole);
    }
    ahead.exactly(lengthBytes);
    return ahead.exactly((int) length);
  }

  static byte[] of(int lengthBytes, byte[] bytes) {
    checkLengthBytes(lengthBytes);
    if (lengthBytes < 4 && bytes.length >>> 8 * lengthBytes != 0) {
      throw new IllegalArgumentException(
          "a frame of " + bytes.length + " bytes: its length does not fit into " + lengthBytes);
    }
    byte[] frame = new byte[lengthBytes + bytes.length];
    for (int i = 0; i < lengthBytes; i++) {
      frame[i] = (byte) (bytes.length >>> 8 * (lengthBytes - 1 - i));
    }
    System.arraycopy(bytes, 0, frame, lengthBytes, bytes.length);
    return frame;
  }

  private static void checkLengthBytes(int lengthBytes) {
    if (lengthBytes < 1 || lengthBytes > 4) {
      throw new IllegalArgumentException("a length of " + lengthBytes + " bytes is not in 1..4");
    }
  }
}
