package mortise.net;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import mortise.poll.Attempt;
import mortise.poll.Descriptor;
import mortise.poll.Descriptor.Direction;
import mortise.sys.Fcntl;
import mortise.sys.Unistd;

/**
 * Bytes from one stream socket to another through a pipe in the kernel, splice(2): they are not
 * copied into this process.
 *
 * <p>What has been taken from the one socket and not been given to the other yet is in the pipe, 64
 * KiB at the most, and 256 KiB where much comes at once. Each call of {@link #move} empties the
 * pipe before it takes more, so when receiving fails, all that came before has been delivered. When
 * sending fails, the rest stays in the pipe: a later {@code move} goes on with it, which is what
 * one wants after a deadline, and {@link #drain} hands it out where the other socket is lost.
 *
 * <p>One thread at a time can move; another one waits for it. Closing either socket ends the wait
 * of a move, closing the splice does not. Neither closes the other.
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
  private final AtomicBoolean wider = new AtomicBoolean();

  /** What the pipe holds. Guarded by lock for writing. */
  private volatile int pending;

  private Splice(SocketEndpoint from, SocketEndpoint to, int[] pipe) {
    this.from = from;
    this.to = to;
    this.outlet = new Descriptor(pipe[0]);
    this.inlet = new Descriptor(pipe[1]);
  }

  /**
   * A pipe from one socket to another, which may be the same.
   *
   * @throws IllegalArgumentException when one of them is no stream socket
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
   * Moves {@code count} bytes, what the pipe still holds included, and fewer only where the stream
   * ends. Each wait lasts for the timeout of the socket that it is for, at the most.
   *
   * @return the bytes that were sent; 0 when the stream had ended
   * @throws IOException when either socket fails, its {@link SocketFailure#transferred} being the
   *     bytes that were sent
   * @throws IllegalArgumentException when {@code count} is negative
   */
  public long move(long count) throws IOException {
    return move(count, null);
  }

  /**
   * Moves up to {@code count} bytes with one deadline for the whole; null applies the sockets'
   * timeouts alone.
   */
  public long move(long count, Deadline deadline) throws IOException {
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
   * Waits until there is something, and moves that, {@code most} bytes at the most; what the pipe
   * still holds goes first.
   *
   * @return the bytes that were sent; 0 when the stream has ended
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

  private int fill(long most, long moved, Deadline deadline) throws IOException {
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

  private int empty(long most, long moved, Deadline deadline) throws IOException {
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
      SocketEndpoint socket, Deadline deadline, Direction direction, Move move) {
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

  /** How many bytes were taken and not been sent yet. */
  public int pending() {
    return pending;
  }

  /** Takes what the pipe holds out of it. */
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

  /** Closes the pipe; what it holds is lost. The sockets stay open. */
  @Override
  public void close() {
    inlet.close();
    outlet.close();
    if (wider.getAndSet(false)) {
      WIDER.release();
    }
  }
}
