package mortise.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import mortise.server.Connection;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a TLS connection: reads complete records and decrypts them.
 *
 * <p>It waits without a buffer while no data is available. A timeout loses no data: the next call
 * continues with the bytes received so far.
 */
final class Inbound {
  /**
   * The maximum size of a handshake. A certificate chain has some 10 KB; the JDK accepts several
   * messages of 32 KB each.
   */
  private static final int LONGEST_HANDSHAKE = 256 << 10;

  private final Engine engine;
  private final Connection carrier;
  private final PostHandshake postHandshake;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by lock, as are the other fields. */
  private final RecordReader records;

  /** Decrypted unread bytes, from position to limit; null if there are none. */
  private @Nullable ByteBuffer bytes;

  /** The error that ended reading, or null. */
  private @Nullable IOException failure;

  private boolean ended;
  private int handshakeBytes;

  /** Where records go that are complete when they arrive; null for a buffer of the pool. */
  private @Nullable ByteBuffer target;

  private boolean isHandshake;

  Inbound(Engine engine, Connection carrier, Outbound outbound) {
    this.engine = engine;
    this.carrier = carrier;
    this.postHandshake = new PostHandshake(engine, carrier, outbound);
    this.records = new RecordReader(carrier, this::decryptArrived);
  }

  /** Limits the duration of one call, even if bytes arrive meanwhile; null means no limit. */
  void timeout(@Nullable Duration timeout) {
    records.timeout(timeout);
  }

  /** Reads into the remaining space of a buffer; -1 after close_notify. */
  int read(ByteBuffer into) throws IOException {
    if (!into.hasRemaining()) {
      return 0;
    }
    lock.lock();
    try {
      records.begin();
      int start = into.position();
      target = into;
      while (into.position() == start && awaitRecord(into)) {
        decryptAll(into);
      }
      int count = into.position() - start;
      return count > 0 ? count : bytes != null ? takeBytes(bytes, into) : -1;
    } finally {
      target = null;
      releaseEmpty();
      lock.unlock();
    }
  }

  /**
   * Decrypts the complete records as far as they fit, so that the caller processes them at once.
   * The next call reports an error in a record after the first data.
   */
  private void decryptAll(ByteBuffer into) throws IOException {
    int start = into.position();
    try {
      while (!ended && hasRecord()) {
        if (unwrap(into) == Engine.NO_ROOM) {
          if (into.position() == start) {
            decryptAside();
          }
          return;
        }
      }
    } catch (IOException e) {
      if (into.position() == start) {
        throw e;
      }
      // Kept in {@code failure}, or in {@link Outbound} if a reply could not be sent.
    }
  }

  /** Decrypts records that are still in the carrier's buffer, which saves a copy of them. */
  private void decryptArrived() throws IOException {
    if (isHandshake) {
      return;
    }
    ByteBuffer into = target;
    if (into != null) {
      decryptAll(into);
    } else if (hasRecord()) {
      decryptAside();
    }
  }

  /**
   * Reads at most one record, and waits without a buffer.
   *
   * @return a pooled buffer with bytes from index 0 to its limit, which the caller releases; null
   *     after close_notify
   */
  @Nullable ByteBuffer readOwn() throws IOException {
    lock.lock();
    try {
      records.begin();
      while (awaitRecord(null)) {
        decryptAside();
      }
      ByteBuffer own = bytes;
      bytes = null;
      return own == null || own.position() == 0 ? own : own.compact().flip();
    } finally {
      releaseEmpty();
      lock.unlock();
    }
  }

  /**
   * Waits for a record to decrypt; false if decrypted bytes or the end of the stream come first.
   *
   * @param into where bytes of records that arrive complete go, or null
   */
  private boolean awaitRecord(@Nullable ByteBuffer into) throws IOException {
    int start = into == null ? 0 : into.position();
    while (bytes == null && failure == null && !ended) {
      if (hasRecord()) {
        return true;
      }
      receive();
      if (into != null && into.position() > start) {
        return false;
      }
    }
    if (bytes == null && failure != null) {
      throw failure;
    }
    return false;
  }

  /** Waits on the carrier while no bytes are buffered; returns false to give up. */
  @FunctionalInterface
  interface Wait {
    boolean await() throws IOException;
  }

  /** Waits until a read would not wait; false if {@code wait} gave up. */
  boolean awaitReadable(Wait wait) throws IOException {
    lock.lock();
    try {
      records.begin();
      while (bytes == null && failure == null && !ended) {
        if (hasRecord()) {
          decryptAside();
        } else if (records.isEmpty() && !await(wait)) {
          return false;
        } else {
          receive();
        }
      }
      return true;
    } catch (SSLException e) {
      if (failure == null) {
        throw e;
      }
      return true; // readable: a read fails at once
    } finally {
      releaseEmpty();
      lock.unlock();
    }
  }

  private boolean await(Wait wait) throws IOException {
    engine.trim();
    return wait.await();
  }

  /** Waits for the next handshake record and passes it to the engine. */
  void readHandshake() throws IOException {
    lock.lock();
    try {
      records.begin();
      isHandshake = true;
      while (!hasHandshakeRecord()) {
        receive();
      }
      ByteBuffer record = records.bytes();
      int before = record.position();
      engine.receive(record);
      handshakeBytes += record.position() - before;
      if (handshakeBytes > LONGEST_HANDSHAKE) {
        throw new SSLException("expected a handshake of at most " + LONGEST_HANDSHAKE + " bytes");
      }
    } finally {
      isHandshake = false;
      releaseEmpty();
      lock.unlock();
    }
  }

  /**
   * Whether the carrier may have bytes that nothing will read. After the peer's close_notify there
   * are none: RFC 8446, section 6.1.
   */
  boolean mayHaveUnread() {
    if (!lock.tryLock()) {
      return false; // another thread is reading
    }
    try {
      return !ended;
    } finally {
      lock.unlock();
    }
  }

  /** Discards received bytes. Closing a TCP socket with unread bytes would send a reset. */
  void discard() throws IOException {
    if (!lock.tryLock()) {
      return; // another thread is reading
    }
    try {
      byte[] some = new byte[2048];
      for (int i = 0; i < 64 && carrier.read(some) > 0; i++) {}
    } finally {
      lock.unlock();
    }
  }

  private int takeBytes(ByteBuffer from, ByteBuffer into) {
    int count = Math.min(from.remaining(), into.remaining());
    into.put(into.position(), from, from.position(), count);
    into.position(into.position() + count);
    from.position(from.position() + count);
    if (!from.hasRemaining()) {
      Buffers.release(from);
      bytes = null;
    }
    return count;
  }

  private boolean hasRecord() throws IOException {
    try {
      return records.hasWhole();
    } catch (SSLException e) {
      throw fail(e);
    }
  }

  private boolean hasHandshakeRecord() throws IOException {
    try {
      if (handshakeBytes == 0) {
        records.checkTls();
      }
      return records.hasWhole();
    } catch (SSLException e) {
      throw fail(e);
    }
  }

  private void receive() throws IOException {
    if (records.isEmpty()) {
      engine.trim();
    }
    try {
      records.receive();
    } catch (SSLException e) {
      throw fail(e);
    }
  }

  /** Decrypts into a pooled buffer, since the caller's is too small for the record. */
  private void decryptAside() throws IOException {
    ByteBuffer own = Buffers.SMALL.take();
    try {
      unwrap(own);
    } finally {
      if (own.flip().hasRemaining()) {
        bytes = own;
      } else {
        Buffers.release(own);
      }
    }
  }

  /** Decrypts one record; returns the number of bytes, or NO_ROOM. */
  private int unwrap(ByteBuffer into) throws IOException {
    int count;
    try {
      count = engine.decrypt(records.bytes(), into);
    } catch (SSLException e) {
      throw fail(TlsErrors.connection(peer(), e));
    } catch (RuntimeException e) {
      throw fail(TlsErrors.connection(peer(), TlsErrors.engine(e)));
    }
    if (count == Engine.CLOSED) {
      ended = true;
      return 0;
    }
    if (count >= 0) {
      countPostHandshake(count);
    }
    return count;
  }

  private void countPostHandshake(int count) throws IOException {
    try {
      postHandshake.seen(count);
    } catch (SSLException e) {
      throw fail(e);
    }
  }

  private IOException fail(IOException reason) {
    failure = reason;
    return reason;
  }

  private String peer() {
    return TlsErrors.peer(carrier);
  }

  private void releaseEmpty() {
    if (failure != null || ended) {
      records.release();
    } else {
      records.releaseEmpty();
    }
  }
}
