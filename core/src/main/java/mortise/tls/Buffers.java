package mortise.tls;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Buffers that connections take while they move bytes and give back when they wait. What finds no
 * place when it comes back is garbage; what finds none when it is wanted is new.
 */
final class Buffers {
  /** The largest record that the JDK's engine sends or takes, header included. */
  static final int RECORD = 5 + 16 + 16384 + 256 + 48;

  /** One record. */
  static final Buffers SMALL = new Buffers(RECORD, 64);

  /** Several records, for bulk transfers. */
  static final Buffers LARGE = new Buffers(4 * RECORD, 16);

  private final int bytes;
  private final AtomicReferenceArray<ByteBuffer> free;

  private Buffers(int bytes, int places) {
    this.bytes = bytes;
    this.free = new AtomicReferenceArray<>(places);
  }

  /** An empty buffer. */
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

  /** Gives a buffer back, of whichever size it is; one of another size was never from here. */
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

  /** Threads begin at different places, so that they rarely meet. */
  private int start() {
    return (int) (Thread.currentThread().threadId() % free.length());
  }
}
