package mortise.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import mortise.server.Connection;
import mortise.server.ReadAhead;

/** Takes a header off a connection and leaves what is behind it to the conversation. */
final class HeaderReader {
  /** A header of which more was sent than may be. */
  static final class TooLong extends ProtocolException {
    private static final long serialVersionUID = 1;

    TooLong(String message) {
      super(message);
    }
  }

  private HeaderReader() {}

  /**
   * Waits for a header and takes it. What it takes from the peer beyond that stays ahead.
   *
   * @param what its name for errors, with its article
   * @param most how many bytes it may have
   * @throws EOFException when the peer ends its direction before
   * @throws ProtocolException when it is another thing, {@link TooLong} when it is longer
   */
  static <T> T read(Connection connection, String what, Decoder<T> decoder, int most)
      throws IOException {
    ReadAhead ahead = connection.readAhead();
    while (true) {
      ByteBuffer there = ByteBuffer.wrap(ahead.peek());
      switch (decoder.decode(there)) {
        case Decoded.Done<T>(T value, int used) -> {
          ahead.exactly(used);
          return value;
        }
        case Decoded.More<T>(int atLeast) -> {
          int wanted = there.remaining() + atLeast;
          if (wanted > most) {
            throw new TooLong(
                "expected " + what + " of at most " + most + " bytes but was a longer one");
          }
          if (!ahead.more(wanted)) {
            throw new EOFException(
                "expected " + what + " but was the end after " + ahead.count() + " bytes");
          }
        }
      }
    }
  }
}
