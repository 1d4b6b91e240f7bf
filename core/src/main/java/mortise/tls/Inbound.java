package mortise.tls;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import mortise.server.Connection;

/**
 * The direction from the peer to us: collects whole records and turns them into bytes.
 *
 * <p>While nothing is there it waits without a buffer. A wait that runs out of time loses nothing:
 * the next call goes on with what has come.
 */
final class Inbound {
  private static final int HEADER = 5;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int HANDSHAKE = 22;
  private static final int APPLICATION_DATA = 23;

  /** Records without data that may follow each other: tickets, key updates, empty ones. */
  private static final int MOST_EMPTY = 32;

  /**
   * A chain of certificates has some 10 KB; the JDK takes messages of 32 KB and several of them.
   */
  private static final int LONGEST_HANDSHAKE = 256 << 10;

  private final SSLEngine engine;
  private final Connection carrier;
  private final Outbound outbound;
  private final ReentrantLock lock = new ReentrantLock();

  /** Records that are not decrypted yet, from position to limit; null while there are none. */
  private ByteBuffer records;

  /** Bytes that nobody has read yet, from position to limit; null while there are none. */
  private ByteBuffer bytes;

  /** Why nothing more comes, or null. The other fields down to here are guarded by lock too. */
  private IOException failure;

  private boolean ended;
  private boolean large;
  private int emptyRecords;
  private int ownAnswers;
  private int handshakeBytes;

  private volatile Duration timeout;

  Inbound(SSLEngine engine, Connection carrier, Outbound outbound) {
    this.engine = engine;
    this.carrier = carrier;
    this.outbound = outbound;
  }

  /** How long one call may take, however many bytes come one by one; null for ever. */
  void timeout(Duration timeout) {
    this.timeout = timeout;
  }

  /** Reads into what remains of a buffer; -1 after close_notify. */
  int read(ByteBuffer into) throws IOException {
    if (!into.hasRemaining()) {
      return 0;
    }
    lock.lock();
    try {
      long begin = System.nanoTime();
      while (true) {
        if (bytes != null) {
          return takeBytes(into);
        }
        if (failure != null) {
          throw failure;
        }
        if (ended) {
          return -1;
        }
        if (!hasRecord()) {
          receive(begin);
          continue;
        }
        int count = decrypt(into);
        if (count > 0) {
          return count;
        }
      }
    } finally {
      releaseEmpty();
      lock.unlock();
    }
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
        } else if (records == null && !wait.await()) {
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

  /** Waits for the next record of the handshake and gives it to the engine. */
  void readHandshake() throws IOException {
    lock.lock();
    try {
      long begin = System.nanoTime();
      while (!hasHandshakeRecord()) {
        receive(begin);
      }
      int before = records.position();
      engine.unwrap(records, ByteBuffer.allocate(0));
      handshakeBytes += records.position() - before;
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
      return; // somebody reads
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
    if (records == null || records.remaining() < HEADER) {
      return false;
    }
    int type = records.get(records.position());
    int length = HEADER + Short.toUnsignedInt(records.getShort(records.position() + 3));
    if (type < CHANGE_CIPHER_SPEC || type > APPLICATION_DATA) {
      throw fail(Faults.notARecord(peer(), records));
    }
    if (length > Buffers.RECORD) {
      String words = "expected a record of at most %d bytes but was %d";
      throw fail(Faults.conversation(peer(), words.formatted(Buffers.RECORD, length)));
    }
    return records.remaining() >= length;
  }

  /** The same; says so where the peer does not speak TLS. An alert may be the first, or not. */
  private boolean hasHandshakeRecord() throws IOException {
    if (records == null || !records.hasRemaining()) {
      return false;
    }
    int type = records.get(records.position());
    boolean alien = type < CHANGE_CIPHER_SPEC || type > HANDSHAKE + 1;
    boolean alienVersion = records.remaining() > 1 && records.get(records.position() + 1) != 3;
    if (handshakeBytes == 0 && (alien || alienVersion)) {
      throw fail(Faults.notTls(peer(), records));
    }
    return hasRecord();
  }

  private void receive(long begin) throws IOException {
    Duration patience = timeout;
    if (records == null) {
      carrier.awaitReadable();
      records = Buffers.SMALL.take().limit(0);
    } else if (patience != null && System.nanoTime() - begin > patience.toNanos()) {
      // Each byte may come in time and the record not.
      throw new SocketTimeoutException("read: timed out in the middle of a TLS record");
    }
    makeRoom();
    int end = records.limit();
    int count = carrier.read(records.array(), end, records.capacity() - end);
    if (count < 0) {
      throw fail(new TruncatedException(peer()));
    }
    records.limit(end + count);
    large = records.limit() == records.capacity();
  }

  /** Moves what is there to the front, of a larger buffer where the last one became full. */
  private void makeRoom() {
    if (large && records.capacity() == Buffers.RECORD) {
      ByteBuffer larger = Buffers.LARGE.take().put(records).flip();
      Buffers.release(records);
      records = larger;
    } else if (records.position() > 0) {
      records.compact().flip();
    }
  }

  private int decrypt(ByteBuffer into) throws IOException {
    int before = into.position();
    return unwrap(into) ? into.position() - before : decryptAside();
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

  /** Gives one record to the engine; false where there is no room for what is in it. */
  private boolean unwrap(ByteBuffer into) throws IOException {
    SSLEngineResult result;
    try {
      result = engine.unwrap(records, into);
    } catch (SSLException e) {
      throw fail(Faults.conversation(peer(), e));
    }
    if (result.getStatus() == Status.BUFFER_OVERFLOW) {
      return false;
    }
    ended = result.getStatus() == Status.CLOSED;
    if (!ended) {
      emptyRecords = result.bytesProduced() > 0 ? 0 : emptyRecords + 1;
      react(result.getHandshakeStatus());
    }
    return true;
  }

  /** After the handshake the engine wants something: a key update of TLS 1.3, or what we refuse. */
  private void react(HandshakeStatus wanted) throws IOException {
    if (emptyRecords > MOST_EMPTY) {
      String words = "expected data but was " + emptyRecords + " records without";
      throw fail(Faults.conversation(peer(), words));
    }
    if (wanted == HandshakeStatus.NOT_HANDSHAKING || wanted == HandshakeStatus.FINISHED) {
      return;
    }
    if (!Versions.hasKeyUpdates(engine.getSession())) {
      String words = "the peer wants to renegotiate, which is refused";
      throw fail(Faults.conversation(peer(), words));
    }
    // The answer may wait for the next write (RFC 8446, section 4.6.3), so that who reads never
    // waits for a peer that does not. Answers that nothing takes along must not pile up, though.
    if (wanted == HandshakeStatus.NEED_WRAP && ++ownAnswers % MOST_EMPTY == 0) {
      outbound.writeOwn();
    }
  }

  private IOException fail(IOException reason) {
    failure = reason;
    return reason;
  }

  private String peer() {
    return Faults.peer(carrier);
  }

  private void releaseEmpty() {
    if (records != null && (!records.hasRemaining() || failure != null || ended)) {
      Buffers.release(records);
      records = null;
    }
  }
}
