package mortise.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * A message of a stream. Integers are big-endian; the first byte is the kind:
 *
 * <pre>
 * O version(1) window(4)                             asks a listener for a stream
 * A version(1) window(4)                             grants it
 * D offset(8) bytes                                  bytes of the stream
 * S flags(1) sent(8) received(8) granted(8)          state: positions of both directions
 * R reason                                           ends both directions
 * </pre>
 */
sealed interface StreamFrame {
  int VERSION = 1;
  int SMALLEST_WINDOW = 4 << 10;
  int LARGEST_WINDOW = 16 << 20;

  /** So that the reason of a peer stays a sentence. */
  int LONGEST_REASON = 200;

  byte[] encode();

  /** Asks a listener for a stream with so many bytes in flight. */
  record Open(int window) implements StreamFrame {
    @Override
    public byte[] encode() {
      return ByteBuffer.allocate(6).put((byte) 'O').put((byte) VERSION).putInt(window).array();
    }
  }

  /** Grants a stream with so many bytes in flight. */
  record Accept(int window) implements StreamFrame {
    @Override
    public byte[] encode() {
      return ByteBuffer.allocate(6).put((byte) 'A').put((byte) VERSION).putInt(window).array();
    }
  }

  /**
   * Bytes of the stream.
   *
   * @param frame the frame, whose bytes begin at {@link #HEADER}
   */
  record Data(long offset, byte[] frame) implements StreamFrame {
    static final int HEADER = 9;

    /** A frame with room for so many bytes, which the caller fills in. */
    static Data of(long offset, int count) {
      return new Data(
          offset, ByteBuffer.allocate(HEADER + count).put((byte) 'D').putLong(offset).array());
    }

    int count() {
      return frame.length - HEADER;
    }

    @Override
    public byte[] encode() {
      return frame;
    }
  }

  /**
   * The positions of both directions.
   *
   * @param sent the number of bytes that its sender has sent
   * @param received the number of bytes that its sender has received without a gap
   * @param granted the number of bytes that the peer may send in all
   */
  record State(int flags, long sent, long received, long granted) implements StreamFrame {
    /** The sender has ended behind {@link #sent}. */
    static final int ENDED = 1;

    /** The sender has received the peer's end and all before it. */
    static final int GOT_END = 2;

    /** The peer is to send its state. */
    static final int ANSWER = 4;

    /** The peer is to send again what follows {@link #received}. */
    static final int RESEND = 8;

    private static final int ALL = ENDED | GOT_END | ANSWER | RESEND;
    private static final int SIZE = 26;

    boolean has(int flag) {
      return (flags & flag) != 0;
    }

    @Override
    public byte[] encode() {
      return ByteBuffer.allocate(SIZE)
          .put((byte) 'S')
          .put((byte) flags)
          .putLong(sent)
          .putLong(received)
          .putLong(granted)
          .array();
    }

    private boolean isPossible() {
      return (flags & ~ALL) == 0 && sent >= 0 && received >= 0 && granted >= received;
    }
  }

  /** Ends both directions. */
  record Reset(String reason) implements StreamFrame {
    @Override
    public byte[] encode() {
      return ("R" + reason).getBytes(UTF_8);
    }
  }

  /** The frame in a message; null where it is none. */
  static StreamFrame decode(byte[] bytes) {
    if (bytes.length == 0) {
      return null;
    }
    ByteBuffer frame = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    return switch (bytes[0]) {
      case 'O' -> hasWindow(frame) ? new Open(frame.getInt(2)) : null;
      case 'A' -> hasWindow(frame) ? new Accept(frame.getInt(2)) : null;
      case 'D' -> data(bytes, frame);
      case 'S' -> state(frame);
      case 'R' -> new Reset(reason(bytes));
      default -> null;
    };
  }

  private static boolean hasWindow(ByteBuffer frame) {
    return frame.remaining() == 5
        && frame.get(1) == VERSION
        && frame.getInt(2) >= SMALLEST_WINDOW
        && frame.getInt(2) <= LARGEST_WINDOW;
  }

  private static Data data(byte[] bytes, ByteBuffer frame) {
    boolean isWhole = bytes.length > Data.HEADER && frame.getLong(1) >= 0;
    return isWhole ? new Data(frame.getLong(1), bytes) : null;
  }

  private static State state(ByteBuffer frame) {
    if (frame.remaining() != State.SIZE - 1) {
      return null;
    }
    State state = new State(frame.get(), frame.getLong(), frame.getLong(), frame.getLong());
    return state.isPossible() ? state : null;
  }

  private static String reason(byte[] bytes) {
    return new String(bytes, 1, Math.min(bytes.length - 1, LONGEST_REASON), UTF_8);
  }
}
