package mortise.tls;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import mortise.net.Deadline;
import mortise.net.Socket;
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
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** Limits the wait for a record that does not go through the carrier, besides the deadline. */
  private static final Duration CONTROL = Duration.ofSeconds(10);

  private final Engine engine;
  private final Connection carrier;
  private final ReentrantLock lock = new ReentrantLock();

  /** Records to send; null if no write is in progress. Guarded by lock. */
  private @Nullable ByteBuffer records;

  /** The error that ended writing, or null. Guarded by lock. */
  private @Nullable IOException broken;

  /** The carrier's socket, if the kernel may encrypt and has not been asked. Guarded by lock. */
  private @Nullable Socket socket;

  /** Null while the engine encrypts. Guarded by lock for writing. */
  private volatile @Nullable KernelSender kernel;

  private volatile Deadline deadline = Deadline.NEVER;

  Outbound(Engine engine, Connection carrier) {
    this.engine = engine;
    this.carrier = carrier;
  }

  /** Lets the kernel encrypt from the next {@link #sendFile} on, if it can. */
  void permitKernel(Socket socket) {
    lock.lock();
    this.socket = socket;
    lock.unlock();
  }

  /** Whether the kernel encrypts. */
  boolean isKernel() {
    return kernel != null;
  }

  /** The deadline of the carrier. */
  void deadline(Deadline deadline) {
    this.deadline = deadline;
  }

  /** Sends the remaining bytes of a buffer and moves its position. */
  void write(ByteBuffer bytes) throws IOException {
    lock.lock();
    try {
      check();
      while (bytes.hasRemaining() || engine.hasOutput()) {
        wrap(kernel == null ? bytes : NOTHING);
        flush();
        if (kernel != null) {
          carry(() -> writePlain(bytes));
        }
      }
    } finally {
      release();
      lock.unlock();
    }
  }

  /** What the kernel encrypts. */
  private long writePlain(ByteBuffer bytes) throws IOException {
    int count = bytes.remaining();
    carrier.write(bytes);
    return count;
  }

  /** Sends a file by sendfile(2); returns -1, without effect, if the kernel does not encrypt. */
  long sendFile(Path file, long offset, long count) throws IOException {
    lock.lock();
    try {
      check();
      startKernel();
      if (kernel == null) {
        return -1;
      }
      wrap(NOTHING);
      flush();
      return carry(() -> carrier.sendFile(file, offset, count));
    } finally {
      release();
      lock.unlock();
    }
  }

  private void startKernel() throws IOException {
    Socket own = socket;
    socket = null;
    if (own == null || !KernelSender.prepare(own)) {
      return;
    }
    ByteBuffer last = Buffers.LARGE.take();
    records = last;
    TrafficSecret secret = engine.releaseSending(last);
    flush();
    kernel = secret == null ? null : KernelSender.start(own, secret);
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

  /** Writes the records to the carrier, or has the kernel send their contents. */
  private void flush() throws IOException {
    ByteBuffer full = records;
    try {
      if (full != null && full.position() > 0) {
        send(full);
      }
    } catch (IOException e) {
      broken = e;
      throw e;
    } finally {
      release();
    }
  }

  private void send(ByteBuffer full) throws IOException {
    KernelSender sender = kernel;
    if (sender == null) {
      carrier.write(full.array(), 0, full.position());
    } else {
      sender.send(full.flip(), deadline.sooner(Deadline.after(CONTROL)));
    }
  }

  /** A write to the carrier; returns the number of bytes. */
  @FunctionalInterface
  private interface Write {
    long run() throws IOException;
  }

  private long carry(Write write) throws IOException {
    try {
      return write.run();
    } catch (FileSystemException e) {
      throw e; // the file was not opened
    } catch (IOException e) {
      broken = e;
      throw e;
    }
  }

  private void release() {
    if (records != null) {
      Buffers.release(records);
      records = null;
    }
  }
}
