package mortise.tls;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import mortise.server.Connection;

/**
 * The direction from us to the peer: turns bytes into records, several of which go with one write.
 *
 * <p>A failed write, also a timeout, may leave an unknown part of a record unsent. So it is the
 * last one: the peer finds the end missing, instead of a hole.
 */
final class Outbound {
  private static final int FRAGMENT = 16384;

  private final Engine engine;
  private final Connection carrier;
  private final ReentrantLock lock = new ReentrantLock();

  /** Records to send; null without a write in progress. Guarded by lock. */
  private ByteBuffer records;

  /** Why nothing can be sent any more, or null. Guarded by lock. */
  private IOException broken;

  Outbound(Engine engine, Connection carrier) {
    this.engine = engine;
    this.carrier = carrier;
  }

  /** Sends all that remains in a buffer, and moves its position. */
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

  /** Sends the engine's own records, such as the handshake's messages. */
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

  /** Sends close_notify after what was written before, and lets nothing follow. */
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
   * Ends this half, unless another thread is in the middle of a write.
   *
   * @return whether all went out
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

  /** Sends the alert that the engine has ready after a failure, as far as that can be done. */
  void tryAlert(IOException reason) {
    if (!lock.tryLock()) {
      return; // in the middle of a record, where no alert fits
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
      throw new SocketException("write: the connection has failed: " + broken.getMessage());
    }
  }

  private void wrap(ByteBuffer bytes) throws IOException {
    records = (bytes.remaining() <= FRAGMENT ? Buffers.SMALL : Buffers.LARGE).take();
    if (!engine.encrypt(bytes, records)) {
      flush(); // the engine's own close_notify may be the last record
      throw new SocketException("write: " + endedWords());
    }
  }

  /** RFC 5246, section 7.2.1: before TLS 1.3 the end of one direction is that of both. */
  private String endedWords() {
    boolean byPeer = engine.isInboundClosed() && !engine.hasHalfClose();
    return byPeer
        ? "the peer has ended the conversation, both directions at once as TLS 1.2 does"
        : "the direction is closed";
  }

  private void flushOwn() throws IOException {
    do {
      records = Buffers.LARGE.take();
      engine.takeOwn(records);
      flush();
    } while (engine.hasOutput());
  }

  /** Sends the records that are ready. */
  private void flush() throws IOException {
    try {
      if (records.position() > 0) {
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
