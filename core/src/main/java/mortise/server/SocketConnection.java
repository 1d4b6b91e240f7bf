package mortise.server;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import mortise.net.Address;
import mortise.net.BufferConsumer;
import mortise.net.Deadline;
import mortise.net.Family;
import mortise.net.Flags;
import mortise.net.Option;
import mortise.net.PeerCredentials;
import mortise.net.Shutdown;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.net.Type;
import mortise.poll.RingPermit;
import org.jspecify.annotations.Nullable;

/**
 * A socket as a {@link Connection}. A read or write is one call of the socket, bounded by the idle
 * or stall time, and a plain addition to a count.
 */
final class SocketConnection implements Connection {
  /** The bytes that go by an array where a buffer has none. */
  private static final int PART = 1 << 13;

  /** How long a close by another thread than the handler's waits for the peer to take bytes. */
  private static final Duration HANDED_OVER = Duration.ofSeconds(1);

  private final Socket socket;
  private final ReadAhead ahead = new ReadAhead(this::receive);

  private final ConnectionLimits limits;

  /** The handler's thread, whose close waits until the peer has got all; null elsewhere. */
  private volatile @Nullable Thread owner;

  private final IdleWait idleWait = new IdleWait();

  /** That a loop may move the bytes by io_uring; null where none may. */
  private volatile @Nullable RingPermit ring;

  SocketConnection(Socket socket, Timeouts times) {
    this.socket = socket;
    this.limits = new ConnectionLimits(times);
  }

  ConnectionLimits limits() {
    return limits;
  }

  /** Lets the loop of the handler's thread move the bytes by io_uring. Before the first call. */
  void permitRing() {
    ring = RingPermit.of(socket);
  }

  /** Waits until what was written is with the kernel; then the socket itself may be used. */
  private void settle() throws IOException {
    RingPermit permit = ring;
    long result = permit == null ? 0 : permit.settle(limits.ofWrite());
    if (result < 0) {
      IOException e = permit.failure(result);
      throw e instanceof SocketTimeoutException late
          ? limits.timedOut(late, CloseReason.STALLED)
          : e;
    }
  }

  /** Leaves io_uring for ever, so that the socket carries all bytes behind {@link #readAhead}. */
  private void bare() {
    RingPermit permit = ring;
    if (permit == null) {
      return;
    }
    ring = null;
    byte[] rest = permit.leave();
    if (rest.length > 0) {
      ahead.append(rest);
    }
    if (permit.settle(limits.ofWrite()) < 0) {
      abort(); // what was written is not complete
    }
    limits.sent(-permit.unaccepted());
  }

  /** Ends the use of io_uring after {@link #close}, so that {@link #sent} does not change. */
  void leaveRing() {
    RingPermit permit = ring;
    if (permit != null) {
      permit.leave();
    }
  }

  /** The bytes that the kernel has taken; of an open connection also those that it is about to. */
  long sent() {
    RingPermit permit = ring;
    return limits.sent() - (permit == null ? 0 : permit.unaccepted());
  }

  /** Sets the thread that may wait for the peer in {@link #close}. */
  void owner(@Nullable Thread owner) {
    this.owner = owner;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    return ahead.count() > 0 ? ahead.take(bytes, offset, length) : receive(bytes, offset, length);
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    if (buffer.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    if (!buffer.hasRemaining()) {
      return 0;
    }
    if (ahead.count() > 0) {
      return ahead.take(buffer);
    }
    if (ring != null && !buffer.hasArray()) {
      byte[] part = new byte[Math.min(PART, buffer.remaining())];
      int count = receive(part, 0, part.length);
      buffer.put(part, 0, Math.max(0, count));
      return count;
    }
    int count =
        ring != null
            ? receive(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining())
            : receive(MemorySegment.ofBuffer(buffer));
    buffer.position(buffer.position() + Math.max(0, count));
    return count;
  }

  @Override
  public int read(BufferConsumer consumer) throws IOException {
    if (ahead.count() > 0) {
      return ahead.take(consumer);
    }
    long before = limits.received();
    try {
      int count =
          socket.recv(
              (bytes, came) -> {
                limits.received(came);
                consumer.accept(bytes, came);
              },
              limits.ofRead());
      return count == 0 ? -1 : count;
    } catch (SocketTimeoutException e) {
      // The consumer may have waited for something else.
      throw limits.received() == before ? readTimedOut(e) : e;
    }
  }

  private int receive(byte[] bytes, int offset, int length) throws IOException {
    try {
      int count = socket.recv(bytes, offset, length, limits.ofRead());
      limits.received(count);
      return count == 0 ? -1 : count;
    } catch (SocketTimeoutException e) {
      throw readTimedOut(e);
    }
  }

  private int receive(MemorySegment room) throws IOException {
    try {
      long count = socket.recv(room, Flags.NONE, limits.ofRead());
      limits.received(count);
      return count == 0 ? -1 : (int) count;
    } catch (SocketTimeoutException e) {
      throw readTimedOut(e);
    }
  }

  /** A peer that does not read may be noticed here, where the write has returned before. */
  private SocketTimeoutException readTimedOut(SocketTimeoutException e) {
    RingPermit permit = ring;
    boolean stalled = permit != null && permit.sendFailure() != 0;
    return limits.timedOut(e, stalled ? CloseReason.STALLED : CloseReason.IDLE);
  }

  @Override
  public void awaitReadable() throws IOException {
    awaitReadable(Deadline.NEVER);
  }

  private void awaitReadable(Deadline limit) throws IOException {
    if (ahead.count() > 0) {
      return;
    }
    try {
      awaitBytes(limits.ofRead().sooner(limit));
    } catch (SocketTimeoutException e) {
      throw readTimedOut(e);
    }
  }

  @Override
  public boolean awaitRequest() throws IOException {
    Deadline limit = idleWait.begin();
    if (limit == Deadline.NOW) {
      return isReadable();
    }
    try {
      awaitReadable(limit);
      return true;
    } catch (InterruptedIOException e) {
      boolean ends = e instanceof SocketTimeoutException ? isOver(limit) : idleWait.wasWoken();
      if (!ends) {
        throw e;
      }
    } finally {
      idleWait.end();
    }
    return isReadable();
  }

  private static boolean isOver(Deadline limit) {
    return limit != Deadline.NEVER && limit.remaining().isZero();
  }

  private boolean isReadable() throws IOException {
    if (ahead.count() > 0) {
      return true;
    }
    try {
      awaitBytes(Deadline.NOW);
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  private void awaitBytes(Deadline limit) throws IOException {
    RingPermit permit = ring;
    // Where the loop does not know, and for the exception, the kernel is asked.
    if (permit == null || permit.awaitReceived(limit) != 0) {
      socket.awaitReadable(limit);
    }
  }

  /** Where the handler waits for a request. */
  IdleWait idleWait() {
    return idleWait;
  }

  @Override
  public ReadAhead readAhead() {
    return ahead;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int sent = 0;
    // An empty message is one all the same.
    while (sent < length || !isStream()) {
      int count;
      try {
        count = socket.send(bytes, offset + sent, length - sent, limits.ofWrite());
      } catch (SocketTimeoutException e) {
        throw limits.timedOut(e, CloseReason.STALLED);
      }
      limits.sent(count);
      sent += count;
      if (sent == length) {
        return;
      }
    }
  }

  @Override
  public void write(ByteBuffer buffer) throws IOException {
    if (ring != null && buffer.hasArray()) {
      write(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
      buffer.position(buffer.limit());
      return;
    }
    settle();
    send(MemorySegment.ofBuffer(buffer));
    buffer.position(buffer.limit());
  }

  private void send(MemorySegment bytes) throws IOException {
    MemorySegment rest = bytes;
    // An empty message is one all the same.
    while (rest.byteSize() > 0 || !isStream()) {
      long count;
      try {
        count = socket.send(rest, Flags.NONE, limits.ofWrite());
      } catch (SocketTimeoutException e) {
        throw limits.timedOut(e, CloseReason.STALLED);
      }
      limits.sent(count);
      if (count == rest.byteSize()) {
        return;
      }
      rest = rest.asSlice(count);
    }
  }

  @Override
  public long sendFile(Path file, long offset, long count) throws IOException {
    if (!isStream()) {
      return FileCopy.of(file, offset, count, this);
    }
    settle();
    try {
      long sent = socket.sendFile(file, offset, count, limits::ofWrite);
      limits.sent(sent);
      return sent;
    } catch (IOException e) {
      if (e instanceof SocketFailure failure) {
        limits.sent(failure.transferred());
      }
      throw e instanceof SocketTimeoutException late
          ? limits.timedOut(late, CloseReason.STALLED)
          : e;
    }
  }

  private boolean isStream() {
    return socket.type().equals(Type.STREAM);
  }

  @Override
  public void closeWrite() throws IOException {
    settle();
    socket.shutdown(Shutdown.WR);
  }

  @Override
  public void close() {
    try {
      if (Thread.currentThread() == owner) {
        awaitSent();
        LingeringClose.close(socket);
      } else if (ring instanceof RingPermit permit) {
        permit.settle(Deadline.after(HANDED_OVER).sooner(limits.ofWrite()));
      }
    } finally {
      socket.close();
    }
  }

  private void awaitSent() {
    try {
      settle();
    } catch (IOException e) {
      // The peer has gone, or does not read.
    }
  }

  @Override
  public void abort() {
    try {
      socket.option(Option.SO_LINGER, Optional.of(Duration.ZERO));
    } catch (IOException e) {
      // Closed already, or a family that knows no reset.
    } finally {
      socket.close();
    }
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  @Override
  public void timeout(@Nullable Duration timeout) {
    limits.timeout(timeout);
  }

  @Override
  public void deadline(Deadline deadline) {
    limits.deadline(deadline);
  }

  @Override
  public Address localAddress() throws IOException {
    return socket.localAddress();
  }

  @Override
  public Address peerAddress() throws IOException {
    Address known = socket.cachedPeerAddress();
    return known == null ? socket.peerAddress() : known;
  }

  @Override
  public Optional<PeerCredentials> credentials() throws IOException {
    return socket.family().equals(Family.UNIX)
        ? Optional.of(socket.option(Option.SO_PEERCRED))
        : Optional.empty();
  }

  @Override
  public Optional<Socket> bareSocket() {
    if (!isStream() || limits.restrictsAll()) {
      return Optional.empty();
    }
    bare();
    return Optional.of(socket);
  }

  @Override
  public Socket socket() {
    return socket;
  }

  @Override
  public String toString() {
    return socket.toString();
  }
}
