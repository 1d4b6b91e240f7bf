package mortise.tls;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A pool of buffers. Connections take one while they transfer bytes and release it before they
 * wait. The pool is a stack: the buffer that was released last is the next to be taken, so few are
 * in use and those are in the CPU's cache. A full pool drops released buffers; an empty one
 * allocates.
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
    for (int i = 0; i < free.length(); i++) {
      if (free.get(i) != null) {
        ByteBuffer taken = free.getAndSet(i, null);
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
    for (int i = 0; i < free.length(); i++) {
      if (free.get(i) == null && free.compareAndSet(i, null, buffer)) {
        return;
      }
    }
  }
}
