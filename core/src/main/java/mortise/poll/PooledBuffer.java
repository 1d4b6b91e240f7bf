package mortise.poll;

/** A buffer that many calls share, one after the other, and what the last one put into it. */
public final class PooledBuffer {
  /** The bytes of a buffer: 64 KiB. */
  public static final int SIZE = 1 << 16;

  private final byte[] bytes = new byte[SIZE];
  private final BufferPool owner;
  private long result;

  PooledBuffer(BufferPool owner) {
    this.owner = owner;
  }

  /** A buffer for the calling thread, which has to {@link #release} it. */
  public static PooledBuffer take() {
    return BufferPool.current().take();
  }

  public byte[] bytes() {
    return bytes;
  }

  /** What the call returned: a count of bytes, {@code -errno}, or a number of {@link Outcome}. */
  public long result() {
    return result;
  }

  PooledBuffer withResult(long result) {
    this.result = result;
    return this;
  }

  /** Returns the buffer to the pool; it must not be used after that. */
  public void release() {
    owner.release(this);
  }
}
