package mortise.poll;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The buffers of a loop, or of all threads that no loop runs. The buffer that was given back last
 * goes out first, so that few are in use and those are in the cache. When all are out, more are
 * made, and what is then given back beyond {@link #CAPACITY} is left to the collector.
 */
final class BufferPool {
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(PooledBuffer[].class);

  /** 2 MiB of buffers. */
  private static final int CAPACITY = 32;

  private static final BufferPool SHARED = new BufferPool();

  private final PooledBuffer[] slots = new PooledBuffer[CAPACITY];

  /** The buffers that serve the calling thread. */
  static BufferPool current() {
    EventLoop loop = EventLoop.current();
    return loop == null ? SHARED : loop.buffers();
  }

  PooledBuffer take() {
    for (int i = 0; i < CAPACITY; i++) {
      PooledBuffer pooled = (PooledBuffer) SLOT.getOpaque(slots, i);
      if (pooled != null && SLOT.compareAndSet(slots, i, pooled, null)) {
        return pooled;
      }
    }
    return new PooledBuffer(this);
  }

  void release(PooledBuffer pooled) {
    for (int i = 0; i < CAPACITY; i++) {
      if (SLOT.getOpaque(slots, i) == null && SLOT.compareAndSet(slots, i, null, pooled)) {
        return;
      }
    }
  }
}
