package mortise.sys.nio;

import static mortise.sys.SysEpoll.EPOLLERR;
import static mortise.sys.SysEpoll.EPOLLHUP;
import static mortise.sys.SysEpoll.EPOLLIN;
import static mortise.sys.SysEpoll.EPOLLOUT;
import static mortise.sys.SysErrno.EAGAIN;
import static mortise.sys.SysErrno.EBADF;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.WritableByteChannel;
import mortise.sys.Fcntl;
import mortise.sys.SysIoctl;

/** One end of a pipe. */
final class PipeHandle extends Handle {
  private static final int STASH_BYTES = 1 << 12;
  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

  private final SelectableChannel channel;
  private final Object readLock = new Object();

  /** What poll(2) has read ahead. Guarded by readLock for writing. */
  private volatile ByteBuffer stash = EMPTY;

  private volatile boolean ended;

  private PipeHandle(SelectableChannel channel, int access) throws IOException {
    this.channel = channel;
    this.statusFlags = access | Fcntl.O_NONBLOCK;
    channel.configureBlocking(false);
  }

  static PipeHandle source(Pipe pipe) throws IOException {
    return new PipeHandle(pipe.source(), Fcntl.O_RDONLY);
  }

  static PipeHandle sink(Pipe pipe) throws IOException {
    return new PipeHandle(pipe.sink(), Fcntl.O_WRONLY);
  }

  private boolean isSource() {
    return channel instanceof ReadableByteChannel;
  }

  @Override
  SelectableChannel channel() {
    return channel;
  }

  @Override
  int operations(int directions) {
    return isSource()
        ? (directions & EPOLLIN) != 0 ? SelectionKey.OP_READ : 0
        : (directions & EPOLLOUT) != 0 ? SelectionKey.OP_WRITE : 0;
  }

  @Override
  int events(int operations) {
    return ((operations & SelectionKey.OP_READ) != 0 ? EPOLLIN : 0)
        | ((operations & SelectionKey.OP_WRITE) != 0 ? EPOLLOUT : 0);
  }

  @Override
  int ready() {
    return (stash.hasRemaining() ? EPOLLIN : 0) | (ended ? EPOLLHUP | EPOLLIN : 0);
  }

  @Override
  int poll(int events) throws IOException {
    if (isSource()) {
      if ((events & EPOLLIN) != 0 && ready() == 0) {
        readAhead();
      }
      return ready() & (events | EPOLLHUP | EPOLLERR);
    }
    if ((events & EPOLLOUT) == 0) {
      return 0;
    }
    if (Selections.isWritable(channel)) {
      return EPOLLOUT;
    }
    writeWouldBlock();
    return 0;
  }

  private void readAhead() throws IOException {
    synchronized (readLock) {
      if (!stash.hasRemaining() && !ended) {
        ByteBuffer buffer = ByteBuffer.allocate(STASH_BYTES);
        try {
          receive(buffer);
        } catch (ErrnoException e) {
          return; // nothing has come
        } finally {
          stash = buffer.flip();
        }
      }
    }
    for (Watch watch : watches()) {
      if (watch.owesReport()) {
        watch.set.post(watch, EPOLLIN);
      }
    }
  }

  @Override
  long read(ByteBuffer into) throws IOException {
    if (!isSource()) {
      throw new ErrnoException(EBADF);
    }
    synchronized (readLock) {
      ByteBuffer ahead = stash;
      if (!ahead.hasRemaining()) {
        return receive(into);
      }
      int count = Math.min(ahead.remaining(), into.remaining());
      into.put(ahead.slice(ahead.position(), count));
      ahead.position(ahead.position() + count);
      return count;
    }
  }

  private long receive(ByteBuffer into) throws IOException {
    if (ended || !into.hasRemaining()) {
      return 0;
    }
    int count = ((ReadableByteChannel) channel).read(into);
    if (count < 0) {
      ended = true;
      return 0;
    }
    if (into.hasRemaining()) {
      readWouldBlock();
    }
    if (count == 0) {
      throw new ErrnoException(EAGAIN);
    }
    return count;
  }

  @Override
  long write(ByteBuffer from) throws IOException {
    if (isSource()) {
      throw new ErrnoException(EBADF);
    }
    int size = from.remaining();
    int count = ((WritableByteChannel) channel).write(from);
    if (count == 0 && size > 0) {
      writeWouldBlock();
      throw new ErrnoException(EAGAIN);
    }
    return count;
  }

  @Override
  int ioctl(int request, MemorySegment argument) throws IOException {
    if (request != SysIoctl.FIONREAD || !isSource()) {
      return super.ioctl(request, argument);
    }
    if (ready() == 0) {
      readAhead();
    }
    argument.set(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED, 0, stash.remaining());
    return 0;
  }

  @Override
  void close() {
    StreamHandle.closeQuietly(channel);
  }
}
