package mortise.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import mortise.server.Connection;

/**
 * The direction from the peer to us: collects whole records and turns them into bytes.
 *
 * <p>While nothing is there it waits without a buffer. A wait that runs out of time loses nothing:
 * the next call goes on with what has come.
 */
final class Inbound {
  /**
   * A chain of certificates has some 10 KB; the JDK takes messages of 32 KB and several of them.
   */
  private static final int LONGEST_HANDSHAKE = 256 << 10;

  private final Engine engine;
  private final Connection carrier;
  private final PostHandshake postHandshake;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by lock, as the other fields are. */
  private final RecordReader records;

  /** Decrypted bytes that are not read yet, from position to limit; null while there are none. */
  private ByteBuffer bytes;

  /** Why nothing more comes, or null. */
  private IOException failure;

  private boolean ended;
  private int handshakeBytes;

  Inbound(Engine engine, Connection carrier, Outbound outbound) {
    this.engine = engine;
    this.carrier = carrier;
    this.postHandshake = new PostHandshake(engine, carrier, outbound);
    this.records = new RecordReader(carrier);
  }

  /** How long one call may take, however many bytes come one by one; null for ever. */
  void timeout(Duration timeout) {
    records.timeout(timeout);
  }

  /** Reads into what remains of a buffer; -1 after close_notify. */
  int read(ByteBuffer into) throws IOException {
    if (!into.hasRemaining()) {
      return 0;
    }
    lock.lock();
    try {
      long begin = System.nanoTime();
      int count = 0;
      while (count == 0 && awaitRecord(begin)) {
        count = decrypt(into);
      }
      return count > 0 ? count + readMore(into) : bytes != null ? takeBytes(into) : -1;
    } finally {
      releaseEmpty();
      lock.unlock();
    }
  }

  /**
   * Decrypts the complete records behind the first one, as far as they fit, so that a caller passes
   * them on with one call. A fault in one of them is reported by the next call.
   */
  private int readMore(ByteBuffer into) {
    int more = 0;
    try {
      for (int count = 0; count >= 0 && !ended && hasRecord(); more += Math.max(0, count)) {
        count = unwrap(into);
      }
    } catch (IOException _) {
      // Kept as the failure, or as that of the other direction, where an answer was not sent.
    }
    return more;
  }

  /**
   * Reads a record at the most, and waits without a buffer.
   *
   * @return a buffer of ours with bytes from its beginning on, which the caller releases; null
   *     after close_notify
   */
  ByteBuffer readOwn() throws IOException {
    lock.lock();
    try {
      long begin = System.nanoTime();
      while (awaitRecord(begin)) {
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
   * Waits until there is a record to decrypt; false where bytes are there before it, or the end.
   */
  private boolean awaitRecord(long begin) throws IOException {
    while (bytes == null && failure == null && !ended) {
      if (hasRecord()) {
        return true;
      }
      receive(begin);
    }
    if (bytes == null && failure != null) {
      throw failure;
    }
    return false;
  }

  /** The carrier's way to wait while nothing at all is there; false gives up. */
  @FunctionalInterface
  interface Wait {
    boolean await() throws IOException;
  }

  /** Waits until a read would not wait; false when the wait gave up. */
  boolean awaitReadable(Wait wait) throws IOException {
    lock.lock();
    try {
      long begin = System.nanoTime();
      while (bytes == null && failure == null && !ended) {
        if (hasRecord()) {
          decryptAside();
        } else if (records.isEmpty() && !await(wait)) {
          return false;
        } else {
          receive(begin);
        }
      }
      return true;
    } catch (SSLException e) {
      if (failure == null) {
        throw e;
      }
      return true; // a read fails at once
    } finally {
      releaseEmpty();
      lock.unlock();
    }
  }

  private boolean await(Wait wait) throws IOException {
    engine.trim();
    return wait.await();
  }

  /** Waits for the next record of the handshake and gives it to the engine. */
  void readHandshake() throws IOException {
    lock.lock();
    try {
      long begin = System.nanoTime();
      while (!hasHandshakeRecord()) {
        receive(begin);
      }
      ByteBuffer record = records.bytes();
      int before = record.position();
      engine.receive(record);
      handshakeBytes += record.position() - before;
      if (handshakeBytes > LONGEST_HANDSHAKE) {
        throw new SSLException("expected at most " + LONGEST_HANDSHAKE + " bytes of it");
      }
    } finally {
      releaseEmpty();
      lock.unlock();
    }
  }

  /** Throws away what has come, for a close that is not to be taken for a reset. */
  void discard() throws IOException {
    if (!lock.tryLock()) {
      return; // another thread reads
    }
    try {
      byte[] some = new byte[2048];
      for (int i = 0; i < 64 && carrier.read(some) > 0; i++) {}
    } finally {
      lock.unlock();
    }
  }

  private int takeBytes(ByteBuffer into) {
    int count = Math.min(bytes.remaining(), into.remaining());
    into.put(into.position(), bytes, bytes.position(), count);
    into.position(into.position() + count);
    bytes.position(bytes.position() + count);
    if (!bytes.hasRemaining()) {
      Buffers.release(bytes);
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

  private void receive(long begin) throws IOException {
    if (records.isEmpty()) {
      engine.trim();
    }
    try {
      records.receive(begin);
    } catch (SSLException e) {
      throw fail(e);
    }
  }

  private int decrypt(ByteBuffer into) throws IOException {
    int count = unwrap(into);
    return count == Engine.NO_ROOM ? decryptAside() : count;
  }

  /** Into a buffer of our own, since the caller's has no room for the whole record. */
  private int decryptAside() throws IOException {
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
    return 0;
  }

  /** Gives one record to the engine; returns how many bytes were in it, or NO_ROOM. */
  private int unwrap(ByteBuffer into) throws IOException {
    int count;
    try {
      count = engine.decrypt(records.bytes(), into);
    } catch (SSLException e) {
      throw fail(TlsErrors.conversation(peer(), e));
    } catch (RuntimeException e) {
      throw fail(TlsErrors.conversation(peer(), TlsErrors.engine(e)));
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
