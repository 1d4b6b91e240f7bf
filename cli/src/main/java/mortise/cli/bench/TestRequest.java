package mortise.cli.bench;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * What one end of a throughput test asks of the other, the first 16 bytes of a connection: a name,
 * the task, and for how long.
 */
record TestRequest(Task task, Duration time) {
  static final int SIZE = 16;

  /** The byte that every order begins with. */
  static final byte FIRST = 'm';

  private static final byte[] NAME = "mortise".getBytes(StandardCharsets.US_ASCII);

  /** What the other end does. */
  enum Task {
    /** Reads to the end and replies with the number of bytes: 8 bytes. */
    RECEIVE,
    /** Sends for that long, and behind the bytes their number and the retransmissions: 16 bytes. */
    SEND
  }

  byte[] encode() {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE).put(NAME).put((byte) task.ordinal());
    return bytes.putLong(time.toMillis()).array();
  }

  /**
   * Reads what {@link #encode} has written.
   *
   * @throws ProtocolException when it is something else
   */
  static TestRequest decode(byte[] bytes) throws ProtocolException {
    boolean named = Arrays.equals(bytes, 0, NAME.length, NAME, 0, NAME.length);
    ByteBuffer rest = ByteBuffer.wrap(bytes, NAME.length, SIZE - NAME.length);
    int task = rest.get();
    long millis = rest.getLong();
    if (!named || task < 0 || task >= Task.values().length || millis < 0) {
      throw new ProtocolException("expected the other end of mortise bench, but was other");
    }
    return new TestRequest(Task.values()[task], Duration.ofMillis(millis));
  }
}
