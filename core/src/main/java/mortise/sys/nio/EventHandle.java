package mortise.sys.nio;

import static mortise.sys.SysEpoll.EPOLLIN;
import static mortise.sys.SysEpoll.EPOLLOUT;
import static mortise.sys.SysErrno.EAGAIN;
import static mortise.sys.SysErrno.EINVAL;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;

/** eventfd(2): a counter that wakes the epoll sets that watch it. */
final class EventHandle extends Handle {
  private final AtomicLong count;

  EventHandle(int initial) {
    count = new AtomicLong(initial);
  }

  @Override
  int ready() {
    return count.get() != 0 ? EPOLLIN | EPOLLOUT : EPOLLOUT;
  }

  @Override
  long write(ByteBuffer from) throws ErrnoException {
    if (from.remaining() < Long.BYTES) {
      throw new ErrnoException(EINVAL);
    }
    count.getAndAdd(from.order(ByteOrder.nativeOrder()).getLong());
    happened(EPOLLIN);
    readWouldBlock(); // each write is an edge, read or not
    return Long.BYTES;
  }

  @Override
  long read(ByteBuffer into) throws ErrnoException {
    if (into.remaining() < Long.BYTES) {
      throw new ErrnoException(EINVAL);
    }
    long taken = count.getAndSet(0);
    if (taken == 0) {
      readWouldBlock();
      throw new ErrnoException(EAGAIN);
    }
    into.order(ByteOrder.nativeOrder()).putLong(taken);
    return Long.BYTES;
  }

  @Override
  void close() {}
}
