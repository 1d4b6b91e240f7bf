package mortise.process;

import java.lang.foreign.MemorySegment;
import mortise.poll.Attempt;
import mortise.poll.Descriptor;
import mortise.poll.Descriptor.Direction;
import mortise.poll.WaitLimit;
import mortise.sys.SysErrno;
import mortise.sys.SysSocket;
import mortise.sys.SysUio;
import mortise.sys.Unistd;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes of a descriptor that may be blocking and has to stay so. A read is made when
 * there is something to read. A write to a pipe uses RWF_NOWAIT; a write to another kind, or on a
 * kernel without that flag, is made when there is room, and small.
 */
final class BlockingIo {
  /** PIPE_BUF: a pipe that takes anything without waiting takes so much, pipe(7). */
  private static final int SAFE = 4096;

  private static final Attempt NOWAIT =
      (fd, vector, flags) -> SysUio.pwritev2(fd, vector, SysUio.RWF_NOWAIT);

  private static final Attempt SEND =
      (fd, memory, flags) ->
          SysSocket.send(fd, memory, SysSocket.MSG_DONTWAIT | SysSocket.MSG_NOSIGNAL);

  private final Descriptor descriptor;
  private final boolean immediate;
  private final boolean socket;
  private @Nullable NativeBuffer input;
  private @Nullable NativeBuffer output;
  private volatile boolean nowait;

  /** Whether a terminal is to be opened again for the next write. Guarded by this. */
  private boolean reopens;

  private boolean closed;

  /** The terminal without waits; null before the first write, and where there is none. */
  private @Nullable PlainDescriptor terminal;

  /** Whether the terminal accepted a part only. Unguarded: without it a write is made in vain. */
  private volatile boolean full;

  BlockingIo(Descriptor descriptor, FileType type, boolean immediate) {
    this.descriptor = descriptor;
    this.immediate = immediate;
    this.nowait = type == FileType.PIPE;
    this.socket = type == FileType.SOCKET;
    this.reopens = type == FileType.TERMINAL;
  }

  private synchronized NativeBuffer input() {
    input = input == null ? new NativeBuffer() : input;
    return input;
  }

  private synchronized NativeBuffer output() {
    output = output == null ? new NativeBuffer() : output;
    return output;
  }

  private synchronized @Nullable PlainDescriptor terminal() {
    if (reopens && !closed) {
      reopens = false;
      terminal = NonBlockingTerminal.reopen(descriptor).orElse(null);
    }
    return terminal;
  }

  /** Ends the writes to a terminal that was opened again. Idempotent. */
  synchronized void close() {
    closed = true;
    if (terminal != null) {
      terminal.close();
    }
  }

  long read(MemorySegment into, long waitLimit) {
    NativeBuffer staging = input();
    staging.lock.lock();
    try {
      MemorySegment room = slice(staging.bytes, into.byteSize());
      Attempt read =
          (fd, memory, flags) -> {
            int ready = immediate ? 1 : ReadyCheck.toRead(fd);
            return ready < 0 ? ready : Unistd.read_waiting(staging.errno, fd, memory);
          };
      long result = descriptor.call(Direction.READ, read, room, 0, waitLimit);
      if (result > 0) {
        into.copyFrom(room.asSlice(0, result));
      }
      return result;
    } finally {
      staging.lock.unlock();
    }
  }

  long write(MemorySegment from, long waitLimit) {
    if (socket) {
      return descriptor.call(Direction.WRITE, SEND, from, 0, waitLimit);
    }
    PlainDescriptor again = terminal();
    if (again == null) {
      return writeStaged(from, waitLimit);
    }
    Attempt write = waitLimit == WaitLimit.NONE ? PlainDescriptor.WRITE : this::writeUnlessFull;
    return again.descriptor.call(Direction.WRITE, write, from, 0, waitLimit);
  }

  /** Waits at once where the last write has filled the terminal. */
  private long writeUnlessFull(int fd, MemorySegment from, int flags) {
    if (full) {
      full = false;
      return -SysErrno.EAGAIN;
    }
    long result = Unistd.write(fd, from);
    full = result >= 0 && result < from.byteSize();
    return result;
  }

  private long writeStaged(MemorySegment from, long waitLimit) {
    NativeBuffer staging = output();
    staging.lock.lock();
    try {
      if (nowait) {
        stage(from, staging);
        long result = descriptor.call(Direction.WRITE, NOWAIT, staging.vector(from), 0, waitLimit);
        if (result != -SysErrno.EOPNOTSUPP && result != -SysErrno.ENOSYS) {
          return result;
        }
        nowait = false;
      }
      // No more than is written: the caller comes again with the rest.
      MemorySegment part = stage(immediate ? from : slice(from, SAFE), staging);
      return descriptor.call(Direction.WRITE, written(staging), part, 0, waitLimit);
    } finally {
      staging.lock.unlock();
    }
  }

  private static MemorySegment stage(MemorySegment from, NativeBuffer staging) {
    return slice(staging.bytes, from.byteSize()).copyFrom(slice(from, NativeBuffer.BYTES));
  }

  private Attempt written(NativeBuffer staging) {
    if (immediate) {
      return (fd, memory, flags) -> Unistd.write_waiting(staging.errno, fd, memory);
    }
    return (fd, memory, flags) -> {
      int ready = ReadyCheck.toWrite(fd);
      return ready < 0
          ? ready
          : UninterruptedCall.run(() -> (int) Unistd.write_waiting(staging.errno, fd, memory));
    };
  }

  private static MemorySegment slice(MemorySegment bytes, long size) {
    return bytes.asSlice(0, Math.min(size, bytes.byteSize()));
  }
}
