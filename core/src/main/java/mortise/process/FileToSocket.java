package mortise.process;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketException;
import mortise.net.Deadline;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.poll.Outcome;
import mortise.sys.SysSendfile;

/** Sends a file from where it stands on, and moves it on, sendfile(2). */
final class FileToSocket extends KernelTransfer {
  private static final long CLOSED = Long.MAX_VALUE;

  /** No pipe is held meanwhile, whose other user would wait, so it may be more. */
  private static final int LARGE = 1 << 20;

  private final PlainDescriptor from;
  private final Socket to;
  private final MemorySegment errno = Arena.ofAuto().allocate(ValueLayout.JAVA_INT);

  FileToSocket(PlainDescriptor from, Socket to) {
    this.from = from;
    this.to = to;
  }

  @Override
  public long move(long most, Deadline deadline) throws IOException {
    int size = size(most, LARGE);
    try {
      long moved = to.tryWriting("sendfile", socket -> send(socket, size), deadline);
      if (moved == CLOSED) {
        throw DescriptorExceptions.of(Outcome.CLOSED, "sendfile", from, 0);
      }
      return moved;
    } catch (SocketException e) {
      if (e instanceof SocketFailure failure && isUnsupported(failure)) {
        return UNSUPPORTED;
      }
      throw e;
    }
  }

  private long send(int socket, int size) {
    MemorySegment here = MemorySegment.NULL;
    long result =
        from.descriptor.call(
            (file, memory, flags) -> SysSendfile.sendfile(errno, socket, file, here, size),
            MemorySegment.NULL,
            0);
    return result == Outcome.CLOSED ? CLOSED : result;
  }
}
