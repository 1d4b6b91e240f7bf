package mortise.hub;

/**
 * The bytes of a stream between two offsets, in a ring that grows up to a limit. Not thread-safe.
 */
final class ByteRing {
  private static final int FIRST = 4096;

  private final int limit;
  private byte[] ring = {};
  private long begin;
  private long end;

  ByteRing(int limit) {
    this.limit = limit;
  }

  /** The offset of the first byte that is kept. */
  long begin() {
    return begin;
  }

  /** The offset behind the last byte. */
  long end() {
    return end;
  }

  int size() {
    return (int) (end - begin);
  }

  int room() {
    return limit - size();
  }

  /** Appends as many bytes as the caller knows to fit. */
  void add(byte[] bytes, int offset, int count) {
    makeRoom(size() + count);
    int at = (int) (end % ring.length);
    int first = Math.min(count, ring.length - at);
    System.arraycopy(bytes, offset, ring, at, first);
    System.arraycopy(bytes, offset + first, ring, 0, count - first);
    end += count;
  }

  private void makeRoom(int size) {
    if (size <= ring.length) {
      return;
    }
    byte[] larger = new byte[Math.min(limit, Math.max(FIRST, Math.max(size, 2 * ring.length)))];
    // Byte by offset: the place of each depends on the length of the ring.
    for (long at = begin; at < end; ) {
      int from = (int) (at % ring.length);
      int to = (int) (at % larger.length);
      int count = Math.min(Math.min(ring.length - from, larger.length - to), (int) (end - at));
      System.arraycopy(ring, from, larger, to, count);
      at += count;
    }
    ring = larger;
  }

  /** Copies bytes that are kept, from an offset on. */
  void copy(long from, byte[] bytes, int offset, int count) {
    for (int done = 0; done < count; ) {
      int at = (int) ((from + done) % ring.length);
      int part = Math.min(count - done, ring.length - at);
      System.arraycopy(ring, at, bytes, offset + done, part);
      done += part;
    }
  }

  /** Removes the bytes up to an offset. */
  void discardTo(long offset) {
    begin = Math.max(begin, offset);
  }
}
