package mortise.tls;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A pool of buffers. Connections take one while they transfer bytes and release it before they
 * wait. A full pool drops released buffers; an empty one allocates.
 */
final class Buffers {
  /** The maximum size of a record in the JDK's engine, header included. */
  static final int RECORD = 5 + 16 + 16384 + 256 + 48;

  /** Buffers for one record. */
  static final Buffers SMALL = new Buffers(RECORD, 64);

  /** Buffers for four records, for bulk transfers. */
  static final Buffers LARGE = new Buffers(4 * RECORD, 16);

  private final int bytes;
  private final AtomicReferenceArray<ByteBuffer> free;

  private Buffers(int bytes, int places) {
    this.bytes = bytes;
    this.free = new AtomicReferenceArray<>(places);
  }

  /** Takes a cleared buffer from the pool, or allocates one. */
  ByteBuffer take() {
    int start = start();
    for (int i = 0; i < free.length(); i++) {
      int place = (start + i) % free.length();
      if (free.get(place) != null) {
        ByteBuffer taken = free.getAndSet(place, null);
        if (taken != null) {
          return taken.clear();
        }
      }
    }
    return ByteBuffer.allocate(bytes);
  }

  /** Returns a buffer to the pool of its size; buffers of other sizes are ignored. */
  static void release(ByteBuffer buffer) {
    if (buffer.capacity() == SMALL.bytes) {
      SMALL.put(buffer);
    } else if (buffer.capacity() == LARGE.bytes) {
      LARGE.put(buffer);
    }
  }

  private void put(ByteBuffer buffer) {
    int start = start();
    for (int i = 0; i < free.length(); i++) {
      int place = (start + i) % free.length();
      if (free.get(place) == null && free.compareAndSet(place, null, buffer)) {
        return;
      }
    }
  }

  /** Threads start at different slots, which reduces contention. */
  private int start() {
    return (int) (Thread.currentThread().threadId() % free.length());
  }
}
