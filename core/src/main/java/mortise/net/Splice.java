package mortise.net;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner.Cleanable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import mortise.poll.Attempt;
import mortise.poll.Descriptor;
import mortise.poll.Descriptor.Direction;
import mortise.poll.DroppedDescriptors;
import mortise.sys.Fcntl;
import mortise.sys.Unistd;
import org.jspecify.annotations.Nullable;

/**
 * Moves bytes from one stream socket to another through a pipe in the kernel, splice(2), by
 * zero-copy.
 *
 * <p>Bytes that were received from the one socket and not yet sent to the other are in the pipe: at
 * most 64 KiB, or 256 KiB in bulk transfers. Each {@link #move} empties the pipe before it receives
 * more, so when receiving fails, all earlier bytes have been sent. When sending fails, the rest
 * stays in the pipe: after a timeout a later {@code move} continues with it, and {@link #drain}
 * returns it if the other socket has failed.
 *
 * <p>Thread-safe. One thread at a time moves; the others wait for it, which neither their deadline
 * nor an interrupt ends. Closing either socket, or an interrupt of its thread, ends the wait of a
 * move; closing the splice does not. Neither closes the other. A splice owns two descriptors, which
 * {@link #close} releases; one that becomes unreachable without close is released some time after
 * garbage collection.
 */
public final class Splice implements Closeable {
  /** The size of a pipe as it comes, pipe(7). */
  private static final int PIPE_BYTES = 1 << 16;

  /** The bytes per arrival of a bulk sender, as opposed to request and response. */
  private static final int MUCH = PIPE_BYTES / 2;

  private static final int WIDE = 1 << 18;

  /** So many pipes are made wider at once: all pipes of a user have a bound together, pipe(7). */
  private static final Semaphore WIDER = new Semaphore(64);

  private static final int FLAGS = Fcntl.SPLICE_F_MOVE | Fcntl.SPLICE_F_NONBLOCK;
  private static final MemorySegment NO_MEMORY = MemorySegment.NULL;

  private final SocketEndpoint from;
  private final SocketEndpoint to;
  private final Descriptor outlet;
  private final Descriptor inlet;
  private final ReentrantLock lock = new ReentrantLock();

  /** Whether it is known that much passes. Guarded by lock, as the next one. */
  private boolean oneShot;

  private int room = PIPE_BYTES;
  private final AtomicBoolean wider;
  private final Pipe ends;
  private final Cleanable dropped;

  /** What the pipe holds. Guarded by lock for writing. */
  private volatile int pending;

  private Splice(SocketEndpoint from, SocketEndpoint to, int[] pipe) {
    this.from = from;
    this.to = to;
    this.ends = new Pipe(new Descriptor(pipe[0]), new Descriptor(pipe[1]), new AtomicBoolean());
    this.outlet = ends.outlet;
    this.inlet = ends.inlet;
    this.wider = ends.wider;
    this.dropped = DroppedDescriptors.register(this, outlet, ends);
  }

  /** What is released in the end; does not know the splice. */
  private record Pipe(Descriptor outlet, Descriptor inlet, AtomicBoolean wider)
      implements Runnable {
    @Override
    public void run() {
      inlet.close();
      outlet.close();
      if (wider.getAndSet(false)) {
        WIDER.release();
      }
    }
  }

  /** The end of the pipe that is read. */
  Descriptor outlet() {
    return outlet;
  }

  /**
   * Opens a pipe from one socket to another, which may be the same, pipe2(2).
   *
   * @throws IllegalArgumentException when one of them is not a stream socket
   * @throws UnsupportedOperationException when one of them is of {@link Socket#ofSharedDescriptor}
   *     or {@link Socket#ofBorrowedDescriptor} and its descriptor is in blocking mode
   * @throws java.net.SocketException when no descriptor is left (EMFILE, ENFILE)
   */
  public static Splice of(Socket from, Socket to) throws IOException {
    SocketEndpoint source = stream(from);
    SocketEndpoint target = stream(to);
    int[] pipe = new int[2];
    long result = Unistd.pipe2(pipe, Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC);
    if (result < 0) {
      throw SocketExceptions.of(result, "pipe2", null, null, 0);
    }
    return new Splice(source, target, pipe);
  }

  private static SocketEndpoint stream(Socket socket) {
    if (!socket.endpoint().isStream()) {
      throw new IllegalArgumentException(socket + " is not a stream");
    }
    socket.endpoint().checkNonBlocking("splice");
    return socket.endpoint();
  }

  /**
   * Moves {@code count} bytes, those in the pipe first, and fewer only at the end of the stream.
   * Blocks while the one socket has no bytes or the other accepts none; each wait is bounded by the
   * timeout of its socket.
   *
   * @return the number of bytes sent; 0 when the stream had ended
   * @throws IOException when either socket fails, as {@link Socket#recv(byte[])} and {@link
   *     Socket#send(byte[])}; {@link SocketFailure#transferred} is the number of bytes sent before
   * @throws java.net.SocketException when the splice is closed (EBADF)
   * @throws IllegalArgumentException when {@code count} is negative
   */
  public long move(long count) throws IOException {
    return move(count, null);
  }

  /**
   * Moves {@code count} bytes, fewer only at the end of the stream, with one deadline for the
   * whole.
   *
   * @param deadline null applies the sockets' timeouts, as {@link #move(long)} does
   * @return the number of bytes sent; 0 when the stream had ended
   * @throws java.net.SocketTimeoutException when the deadline passes first; the rest stays in the
   *     pipe
   */
  public long move(long count, @Nullable Deadline deadline) throws IOException {
    if (count < 0) {
      throw new IllegalArgumentException("count " + count + " is negative");
    }
    lock.lock();
    try {
      long moved = 0;
      while (moved < count) {
        if (pending == 0 && fill(count - moved, moved, deadline) == 0) {
          break;
        }
        moved += empty(count - moved, moved, deadline);
      }
      return moved;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Moves the available bytes, at most {@code most}: those in the pipe, or if there are none, those
   * of one receive, for which it waits. Then blocks until they are sent.
   *
   * @param deadline null applies the sockets' timeouts
   * @return the number of bytes sent; 0 when the stream has ended
   * @throws IOException as of {@link #move(long)}
   * @throws IllegalArgumentException when {@code most} is not positive
   */
  public long moveSome(long most, Deadline deadline) throws IOException {
    if (most < 1) {
      throw new IllegalArgumentException("move of " + most + " bytes: at least 1");
    }
    lock.lock();
    try {
      if (pending == 0 && fill(most, 0, deadline) == 0) {
        return 0;
      }
      long moved = 0;
      while (pending > 0 && moved < most) {
        moved += empty(most - moved, moved, deadline);
      }
      return moved;
    } finally {
      lock.unlock();
    }
  }

  private int fill(long most, long moved, @Nullable Deadline deadline) throws IOException {
    int size = (int) Math.min(most, room);
    Attempt take = (pipe, m, f) -> wait(from, deadline, Direction.READ, s -> splice(s, pipe, size));
    pending = (int) done(from, "splice from", inlet.call(take, NO_MEMORY, 0), moved);
    if (pending >= MUCH && !oneShot) {
      prepareForMuch();
    }
    return pending;
  }

  private void prepareForMuch() {
    oneShot = true;
    from.descriptor.oneShot();
    to.descriptor.oneShot();
    if (WIDER.tryAcquire()) {
      wider.set(true);
      Attempt widen = (pipe, m, f) -> Fcntl.fcntl(pipe, Fcntl.F_SETPIPE_SZ, WIDE);
      room = (int) Math.max(room, inlet.call(widen, NO_MEMORY, 0));
    }
  }

  private int empty(long most, long moved, @Nullable Deadline deadline) throws IOException {
    int size = (int) Math.min(most, pending);
    Attempt give = (pipe, m, f) -> wait(to, deadline, Direction.WRITE, s -> splice(pipe, s, size));
    int given = (int) done(to, "splice to", outlet.call(give, NO_MEMORY, 0), moved);
    pending -= given;
    return given;
  }

  private interface Move {
    long on(int socket);
  }

  /** Waits at a socket while the pipe's descriptor is held, so that its number stays its own. */
  private static long wait(
      SocketEndpoint socket, @Nullable Deadline deadline, Direction direction, Move move) {
    long waitLimit = (deadline == null ? socket.deadline() : deadline).waitLimit;
    Attempt attempt = (fd, m, f) -> move.on(fd);
    return socket.descriptor.transfer(direction, attempt, NO_MEMORY, 0, waitLimit);
  }

  private static long splice(int in, int out, int size) {
    return Fcntl.splice(in, out, size, FLAGS);
  }

  private long done(SocketEndpoint socket, String call, long result, long moved)
      throws IOException {
    socket.trace(Trace.begin(), call, result);
    if (result < 0) {
      throw socket.failure("splice", result, moved);
    }
    return result;
  }

  /** Returns the number of bytes in the pipe: received and not yet sent. Never waits. */
  public int pending() {
    return pending;
  }

  /**
   * Takes the bytes out of the pipe, possibly none. Waits for a move of another thread.
   *
   * @throws java.net.SocketException when the pipe holds bytes and the splice is closed (EBADF)
   */
  public byte[] drain() throws IOException {
    lock.lock();
    try {
      byte[] bytes = new byte[pending];
      for (int at = 0; at < bytes.length; at = bytes.length - pending) {
        MemorySegment rest = Bytes.segment(bytes, at, bytes.length - at);
        long result = outlet.call((fd, memory, f) -> Unistd.read(fd, memory), rest, 0);
        pending -= (int) done(to, "read", result, at);
      }
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /** Closes the pipe; bytes in it are lost. The sockets stay open. Never blocks; idempotent. */
  @Override
  public void close() {
    ends.run();
    dropped.clean();
  }
}
