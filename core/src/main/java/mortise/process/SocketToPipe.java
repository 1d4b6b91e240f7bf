package mortise.process;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import mortise.net.Deadline;
import mortise.net.Flags;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.poll.Outcome;
import mortise.sys.Fcntl;
import mortise.sys.SysErrno;

/** Splices a socket into a pipe. */
final class SocketToPipe extends KernelTransfer {
  /**
   * Stand for the pipe's part in a call that has failed, since the socket's throw by themselves.
   */
  private static final long FULL = Long.MAX_VALUE;

  private static final long BROKEN = FULL - 1;
  private static final long CLOSED = FULL - 2;

  private final Socket from;
  private final PlainDescriptor to;

  SocketToPipe(Socket from, PlainDescriptor to) {
    this.from = from;
    this.to = to;
    to.descriptor.oneShot();
  }

  @Override
  public long move(long most, Deadline deadline) throws IOException {
    int size = size(most);
    try {
      while (true) {
        long moved = from.tryReading("splice", socket -> splice(socket, size), deadline);
        if (moved == CLOSED || moved == BROKEN) {
          long result = moved == CLOSED ? Outcome.CLOSED : -SysErrno.EPIPE;
          throw DescriptorExceptions.of(result, "splice", to, 0);
        }
        if (moved == 0) {
          checkEnd(deadline);
        }
        if (moved != FULL) {
          return moved;
        }
        to.awaitWritable(deadline);
      }
    } catch (SocketException e) {
      if (e instanceof SocketFailure failure && isUnsupported(failure)) {
        return UNSUPPORTED;
      }
      throw e;
    }
  }

  /** Throws where another call has taken the error that ended the connection. */
  private void checkEnd(Deadline deadline) throws IOException {
    from.recv(MemorySegment.ofArray(new byte[1]), Flags.PEEK, deadline);
  }

  private long splice(int socket, int size) {
    long result =
        to.descriptor.call(
            (pipe, memory, flags) -> {
              long moved = Fcntl.splice(socket, pipe, size, PipeToSocket.FLAGS);
              return moved == -SysErrno.EAGAIN && ReadyCheck.toWrite(pipe) < 0 ? FULL : moved;
            },
            MemorySegment.NULL,
            0);
    return result == Outcome.CLOSED ? CLOSED : result == -SysErrno.EPIPE ? BROKEN : result;
  }
}
