package mortise.poll;

import java.util.Arrays;

/**
 * What a ring has received for a connection and no recv has returned: buffers of the ring while the
 * connection is in it, an array afterwards; and how the stream has ended.
 */
final class ReceivedBytes {
  private static final byte[] NOTHING = {};

  /** Those of the ring; null outside. */
  private ReceiveBuffers buffers;

  /** A list of buffers, how many there are, and what was read of the first. */
  private int first = -1;

  private int last = -1;
  private int count;
  private int read;

  /** 1, or how the stream has ended: 0 or {@code -errno}. */
  private int end = 1;

  /** Bytes that were received in the ring, outside of it. Of the thread that reads. */
  private byte[] rest = NOTHING;

  private int restFrom;

  /** The connection has entered a ring, and has read what the last one had received. */
  void enter(ReceiveBuffers buffers) {
    this.buffers = buffers;
  }

  void add(int buffer) {
    if (first < 0) {
      first = buffer;
    } else {
      buffers.append(last, buffer);
    }
    last = buffer;
    count++;
  }

  /** How many buffers there are. */
  int bufferCount() {
    return count;
  }

  boolean hasBuffers() {
    return first >= 0;
  }

  /** Gives back a first buffer that was read while the stack had no room for that. */
  void releaseRead() {
    if (read > 0 && read == buffers.length(first)) {
      releaseFirst();
    }
  }

  /**
   * Takes bytes from the first buffers, as many as there are, or as the stack has room for: those
   * that were taken are returned.
   */
  int take(byte[] array, int offset, int length) {
    int taken = 0;
    try {
      while (first >= 0 && taken < length) {
        int part = Math.min(length - taken, buffers.length(first) - read);
        buffers.copy(first, read, array, offset + taken, part);
        taken += part;
        read += part;
        if (read == buffers.length(first)) {
          releaseFirst();
        }
      }
    } catch (StackOverflowError e) {
      if (taken == 0) {
        throw e;
      }
    }
    return taken;
  }

  private void releaseFirst() {
    int after = buffers.next(first);
    buffers.release(first);
    first = after;
    read = 0;
    count--;
  }

  /**
   * Copies what the buffers have, and gives them back: the connection leaves the ring. Without
   * memory the bytes are lost.
   */
  void leave() {
    try {
      int length = -read;
      for (int buffer = first; buffer >= 0; buffer = buffers.next(buffer)) {
        length += buffers.length(buffer);
      }
      if (length > 0) {
        byte[] bytes = new byte[length];
        take(bytes, 0, length);
        rest = bytes;
        restFrom = 0;
      }
    } finally {
      while (first >= 0) {
        releaseFirst();
      }
      buffers = null;
    }
  }

  void end(int how) {
    end = how;
  }

  boolean hasEnded() {
    return end != 1;
  }

  /** How many bytes are outside of a ring. */
  int restCount() {
    return rest.length - restFrom;
  }

  /** Takes what is outside of a ring, and the end after that; {@link RingStream#OUT} without. */
  long takeLeft(byte[] array, int offset, int length) {
    return restCount() > 0 ? takeRest(array, offset, length) : end != 1 ? end : RingStream.OUT;
  }

  private int takeRest(byte[] array, int offset, int length) {
    int part = Math.min(length, restCount());
    System.arraycopy(rest, restFrom, array, offset, part);
    restFrom += part;
    if (restCount() == 0) {
      rest = NOTHING;
      restFrom = 0;
    }
    return part;
  }

  /** Takes all that is outside of a ring. */
  byte[] takeRest() {
    byte[] left = Arrays.copyOfRange(rest, restFrom, rest.length);
    rest = NOTHING;
    restFrom = 0;
    return left;
  }
}
