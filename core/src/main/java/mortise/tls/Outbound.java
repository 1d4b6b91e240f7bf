package mortise.tls;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import mortise.server.Connection;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a TLS connection: encrypts bytes to records and writes up to four records at
 * once.
 *
 * <p>A failed write, including a timeout, may have sent a part of a record. So all later writes
 * fail: the peer detects a truncated stream, not a gap.
 */
final class Outbound {
  private static final int FRAGMENT = 16384;

  private final Engine engine;
  private final Connection carrier;
  private final ReentrantLock lock = new ReentrantLock();

  /** Records to send; null if no write is in progress. Guarded by lock. */
  private @Nullable ByteBuffer records;

  /** The error that ended writing, or null. Guarded by lock. */
  private @Nullable IOException broken;

  Outbound(Engine engine, Connection carrier) {
    this.engine = engine;
    this.carrier = carrier;
  }

  /** Sends the remaining bytes of a buffer and moves its position. */
  void write(ByteBuffer bytes) throws IOException {
    lock.lock();
    try {
      check();
      while (bytes.hasRemaining() || engine.hasOutput()) {
        wrap(bytes);
        flush();
      }
    } finally {
      release();
      lock.unlock();
    }
  }

  /** Sends the engine's pending output, such as handshake messages. */
  void writeOwn() throws IOException {
    lock.lock();
    try {
      check();
      flushOwn();
    } finally {
      release();
      lock.unlock();
    }
  }

  /** Sends close_notify and closes the connection for writing. */
  void end() throws IOException {
    lock.lock();
    try {
      endLocked();
    } finally {
      release();
      lock.unlock();
    }
  }

  /**
   * Sends close_notify, unless another thread is writing.
   *
   * @return whether everything was sent
   */
  boolean tryEnd() {
    if (!lock.tryLock()) {
      return false;
    }
    try {
      if (broken == null) {
        endLocked();
      }
      return broken == null;
    } catch (IOException e) {
      return false;
    } finally {
      release();
      lock.unlock();
    }
  }

  /** Tries to send the alert that the engine has queued after a failure. */
  void tryAlert(IOException reason) {
    if (!lock.tryLock()) {
      return; // another thread may have sent a part of a record
    }
    try {
      if (broken == null) {
        flushOwn();
      }
    } catch (IOException | RuntimeException e) {
      reason.addSuppressed(e);
    } finally {
      broken = broken == null ? reason : broken;
      lock.unlock();
    }
  }

  private void endLocked() throws IOException {
    check();
    engine.closeOutbound();
    flushOwn();
  }

  private void check() throws IOException {
    if (broken != null) {
      throw new SocketException("write: the connection failed before: " + broken.getMessage());
    }
  }

  private void wrap(ByteBuffer bytes) throws IOException {
    records = (bytes.remaining() <= FRAGMENT ? Buffers.SMALL : Buffers.LARGE).take();
    if (!engine.encrypt(bytes, records)) {
      flush(); // may contain the engine's close_notify
      throw new SocketException("write: " + closedReason());
    }
  }

  /** Before TLS 1.3 a close_notify closes both directions: RFC 5246, section 7.2.1. */
  private String closedReason() {
    boolean byPeer = engine.isInboundClosed() && !engine.hasHalfClose();
    return byPeer
        ? "the peer sent close_notify, which closes both directions in TLS 1.2"
        : "the connection is closed for writing";
  }

  private void flushOwn() throws IOException {
    do {
      ByteBuffer own = Buffers.LARGE.take();
      records = own;
      engine.takeOwn(own);
      flush();
    } while (engine.hasOutput());
  }

  /** Writes the records to the carrier. */
  private void flush() throws IOException {
    try {
      if (records != null && records.position() > 0) {
        carrier.write(records.array(), 0, records.position());
      }
    } catch (IOException e) {
      broken = e;
      throw e;
    } finally {
      release();
    }
  }

  private void release() {
    if (records != null) {
      Buffers.release(records);
      records = null;
    }
  }
}
