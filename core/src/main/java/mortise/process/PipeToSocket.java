package mortise.process;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import mortise.net.Deadline;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.poll.Outcome;
import mortise.sys.Fcntl;
import mortise.sys.SysErrno;

/** Splices a pipe into a socket. */
final class PipeToSocket extends KernelTransfer {
  static final int FLAGS = Fcntl.SPLICE_F_MOVE | Fcntl.SPLICE_F_NONBLOCK;

  /**
   * Stands for the pipe's part in a call that has failed, since the socket's throw by themselves.
   */
  private static final long EMPTY = Long.MAX_VALUE;

  private static final long CLOSED = EMPTY - 1;

  private final PlainDescriptor from;
  private final Socket to;
  private boolean begun;

  PipeToSocket(PlainDescriptor from, Socket to) {
    this.from = from;
    this.to = to;
    from.descriptor.oneShot();
  }

  @Override
  public long move(long most, Deadline deadline) throws IOException {
    int size = size(most);
    if (!begun) {
      // To splice(2) a FIFO whose first writer is still to come is at its end.
      from.awaitReadable(deadline);
      begun = true;
    }
    try {
      while (true) {
        long moved = to.tryWriting("splice", socket -> splice(socket, size), deadline);
        if (moved == CLOSED) {
          throw DescriptorExceptions.of(Outcome.CLOSED, "splice", from, 0);
        }
        if (moved != EMPTY) {
          return moved;
        }
        from.awaitReadable(deadline);
      }
    } catch (SocketException e) {
      if (e instanceof SocketFailure failure && isUnsupported(failure)) {
        return UNSUPPORTED;
      }
      throw e;
    }
  }

  /** EAGAIN may be the pipe's or the socket's. */
  private long splice(int socket, int size) {
    long result =
        from.descriptor.call(
            (pipe, memory, flags) -> {
              long moved = Fcntl.splice(pipe, socket, size, FLAGS);
              return moved == -SysErrno.EAGAIN && ReadyCheck.toRead(pipe) < 0 ? EMPTY : moved;
            },
            MemorySegment.NULL,
            0);
    return result == Outcome.CLOSED ? CLOSED : result;
  }
}
