package mortise.tls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import mortise.server.Connection;

/**
 * The direction from us to the peer: turns bytes into records, several of which go with one write.
 *
 * <p>A write that runs out of time may leave a part of a record unsent. It is kept and goes out
 * before anything else, so that the stream of records never has a hole.
 */
final class Outbound {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int FRAGMENT = 16384;

  private final SSLEngine engine;
  private final Connection carrier;
  private final ReentrantLock lock = new ReentrantLock();

  /** Records that are not sent yet, or null. Guarded by lock. */
  private ByteBuffer records;

  /** Why nothing can be sent any more, or null. Guarded by lock. */
  private IOException broken;

  Outbound(SSLEngine engine, Connection carrier) {
    this.engine = engine;
    this.carrier = carrier;
  }

  /** Sends all that remains in a buffer; its position tells what was taken, however it ends. */
  void write(ByteBuffer bytes) throws IOException {
    lock.lock();
    int begin = bytes.position();
    try {
      check();
      flush();
      while (bytes.hasRemaining()) {
        wrap(bytes);
        flush();
      }
    } catch (InterruptedIOException e) {
      e.bytesTransferred = bytes.position() - begin;
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /** Sends what the engine has to say by itself, such as the handshake's messages. */
  void writeOwn() throws IOException {
    lock.lock();
    try {
      check();
      flush();
      wrapOwn();
      flush();
    } finally {
      lock.unlock();
    }
  }

  /** Sends close_notify after what was written before, and lets nothing follow. */
  void end() throws IOException {
    lock.lock();
    try {
      endLocked();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The same, unless another thread is in the middle of a write.
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
        flush();
        wrapOwn();
        flush();
      }
    } catch (IOException e) {
      reason.addSuppressed(e);
    } finally {
      broken = broken == null ? reason : broken;
      lock.unlock();
    }
  }

  private void endLocked() throws IOException {
    check();
    flush();
    engine.closeOutbound();
    wrapOwn();
    flush();
  }

  private void check() throws IOException {
    if (broken != null) {
      throw new SocketException("write: the connection has failed: " + broken.getMessage());
    }
  }

  private void wrap(ByteBuffer bytes) throws IOException {
    records = (bytes.remaining() <= FRAGMENT ? Buffers.SMALL : Buffers.LARGE).take();
    try {
      do {
        SSLEngineResult result = engine.wrap(bytes, records);
        if (result.getStatus() == Status.CLOSED) {
          throw new SocketException("write: the direction is closed");
        }
        if (result.bytesProduced() == 0 && result.getHandshakeStatus() != HandshakeStatus.FINISHED) {
          throw new SSLException("the engine takes no more: " + result);
        }
      } while (bytes.hasRemaining() && records.remaining() >= Buffers.RECORD);
    } catch (SSLException e) {
      broken = e;
      throw e;
    } finally {
      records.flip();
    }
  }

  private void wrapOwn() throws IOException {
    records = Buffers.LARGE.take();
    try {
      SSLEngineResult result;
      do {
        result = engine.wrap(NOTHING, records);
      } while (result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
          && result.bytesProduced() > 0
          && records.remaining() >= Buffers.RECORD);
    } finally {
      records.flip();
    }
  }

  /** Sends the records that are ready; what could not go in time stays. */
  private void flush() throws IOException {
    if (records == null) {
      return;
    }
    try {
      if (records.hasRemaining()) {
        carrier.write(records.array(), records.position(), records.remaining());
      }
    } catch (InterruptedIOException e) {
      records.position(records.position() + e.bytesTransferred);
      throw e;
    } catch (IOException e) {
      broken = e;
      throw e;
    }
    Buffers.release(records);
    records = null;
  }
}
