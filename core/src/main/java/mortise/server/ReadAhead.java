package mortise.server;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import mortise.net.BufferConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes read ahead from a peer: those after the end of a line or of a header.
 *
 * <p>Every implementation of {@link Connection} has one and takes from it first in each read.
 * Nothing is lost when a call here fails: what had come stays, and the next read gets it. One
 * thread uses it at a time, the one that reads.
 *
 * <p>It holds no memory while it is empty and unused; then 1 KiB, and more only while a line or
 * frame is longer.
 */
public final class ReadAhead {
  private static final int FIRST_ROOM = 1 << 10;
  private static final int KEPT_ROOM = 1 << 13;
  private static final byte[] NOTHING = {};
  private static final byte[] LF = {'\n'};

  /** Where more comes from: a read that waits, and does not look at what is ahead. */
  @FunctionalInterface
  public interface Source {
    /** Takes what is there, {@code length} at most; -1 at the end. */
    int read(byte[] bytes, int offset, int length) throws IOException;
  }

  private final Source source;
  private byte[] bytes = NOTHING;
  private int from;
  private int to;

  public ReadAhead(Source source) {
    this.source = Objects.requireNonNull(source);
  }

  /** How many bytes are ahead. */
  public int count() {
    return to - from;
  }

  /** Takes what is ahead, {@code length} bytes at most; 0 where nothing is. Never waits. */
  public int take(byte[] into, int offset, int length) {
    int count = Math.min(length, count());
    System.arraycopy(bytes, from, into, offset, count);
    skip(count);
    return count;
  }

  /** Takes what is ahead into what remains of a buffer; returns how many bytes. */
  public int take(ByteBuffer into) {
    int count = Math.min(into.remaining(), count());
    into.put(bytes, from, count);
    skip(count);
    return count;
  }

  /** Takes all that is ahead, and lends it; returns how many bytes. */
  public int take(BufferConsumer consumer) throws IOException {
    byte[] some = new byte[count()];
    take(some, 0, some.length);
    consumer.accept(some, some.length);
    return some.length;
  }

  /** The byte at an index below {@link #count()}, 0 to 255, which stays there. */
  int at(int index) {
    return bytes[from + index] & 0xff;
  }

  /** A copy of what is ahead, which stays there. */
  public byte[] peek() {
    return Arrays.copyOfRange(bytes, from, to);
  }

  /** Puts bytes in front of what is ahead: the next reads get them. */
  public void unread(byte[] back, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, back.length);
    byte[] all = new byte[Math.max(FIRST_ROOM, length + count())];
    System.arraycopy(back, offset, all, 0, length);
    System.arraycopy(bytes, from, all, length, count());
    to = length + count();
    from = 0;
    bytes = all;
  }

  /** Puts bytes behind what is ahead. */
  void append(byte[] more) {
    byte[] all = Arrays.copyOf(peek(), count() + more.length);
    System.arraycopy(more, 0, all, count(), more.length);
    bytes = all;
    from = 0;
    to = all.length;
  }

  /**
   * Waits until at least {@code count} bytes are ahead.
   *
   * @return false when the peer has ended its direction before
   */
  public boolean more(int count) throws IOException {
    while (count() < count) {
      if (!fill()) {
        return false;
      }
    }
    return true;
  }

  /** Reads so many bytes; see {@link Connection#readExactly}. */
  public byte[] exactly(int count) throws IOException {
    if (count < 0) {
      throw new IllegalArgumentException("count " + count + " is negative");
    }
    if (!more(count)) {
      throw new EOFException("expected " + count + " bytes but the stream ended after " + count());
    }
    return remove(count, 0);
  }

  /** Reads a line without its end; see {@link Connection#readLine}. */
  public byte @Nullable [] line(int most) throws IOException {
    checkMost(most);
    int length = find(LF, most + 1L, most);
    if (length < 0) {
      return count() == 0 ? null : remove(checkLine(count(), most), 0);
    }
    boolean crlf = length > 0 && bytes[from + length - 1] == '\r';
    int end = crlf ? 2 : 1;
    return remove(checkLine(length + 1 - end, most), end);
  }

  /** Reads up to a delimiter; see {@link Connection#readUntil}. */
  public byte @Nullable [] until(byte[] delimiter, int most) throws IOException {
    checkMost(most);
    if (delimiter.length == 0) {
      throw new IllegalArgumentException("the delimiter is empty");
    }
    int length = find(delimiter, most, most);
    if (length < 0 && count() > 0) {
      throw new EOFException("expected a delimiter but the stream ended after " + count());
    }
    return length < 0 ? null : remove(length, delimiter.length);
  }

  private static void checkMost(int most) {
    if (most < 0) {
      throw new IllegalArgumentException("at most " + most + " bytes is negative");
    }
  }

  private static int checkLine(int length, int most) throws ProtocolException {
    if (length > most) {
      throw tooLong(most);
    }
    return length;
  }

  private static ProtocolException tooLong(int most) {
    return new ProtocolException("expected a line of at most " + most + " bytes but it was longer");
  }

  /** How many bytes are before the delimiter, -1 where the stream ends without one. */
  private int find(byte[] delimiter, long most, int told) throws IOException {
    int begin = 0;
    while (true) {
      int last = (int) Math.min(count() - delimiter.length, most);
      for (; begin <= last; begin++) {
        int at = from + begin;
        if (bytes[at] == delimiter[0]
            && Arrays.equals(bytes, at, at + delimiter.length, delimiter, 0, delimiter.length)) {
          return begin;
        }
      }
      if (begin > most) {
        throw tooLong(told);
      }
      if (!fill()) {
        return -1;
      }
    }
  }

  /** Takes more from the peer. */
  private boolean fill() throws IOException {
    if (to == bytes.length) {
      makeRoom();
    }
    int count = source.read(bytes, to, bytes.length - to);
    to += Math.max(0, count);
    return count >= 0;
  }

  /** A peer that announces much and sends little gets little: room grows with what has come. */
  private void makeRoom() {
    long room = count() > bytes.length / 2 ? 2L * bytes.length : bytes.length;
    byte[] into = new byte[Math.clamp(room, FIRST_ROOM, Integer.MAX_VALUE - 8)];
    System.arraycopy(bytes, from, into, 0, count());
    to = count();
    from = 0;
    bytes = into;
  }

  private byte[] remove(int count, int skipped) {
    byte[] removed = Arrays.copyOfRange(bytes, from, from + count);
    skip(count + skipped);
    return removed;
  }

  private void skip(int count) {
    from += count;
    if (from == to) {
      from = 0;
      to = 0;
      bytes = bytes.length > KEPT_ROOM ? NOTHING : bytes;
    }
  }
}
