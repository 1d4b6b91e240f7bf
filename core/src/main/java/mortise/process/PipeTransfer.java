package mortise.process;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import mortise.net.Deadline;
import mortise.sys.Fcntl;
import mortise.sys.SysErrno;

/** Splices between two pipes, or between a pipe and a file. */
final class PipeTransfer extends KernelTransfer {
  private final PlainDescriptor from;
  private final PlainDescriptor to;
  private boolean begun;
  private final MemorySegment errno = Arena.ofAuto().allocate(ValueLayout.JAVA_INT);

  PipeTransfer(PlainDescriptor from, PlainDescriptor to) {
    this.from = from;
    this.to = to;
    from.descriptor.oneShot();
    to.descriptor.oneShot();
  }

  @Override
  public long move(long most, Deadline deadline) throws IOException {
    int size = size(most);
    if (!begun && from.fileType() == FileType.PIPE) {
      // To splice(2) a FIFO whose first writer is still to come is at its end.
      from.awaitReadable(deadline);
    }
    begun = true;
    while (true) {
      long result = splice(size);
      if (result >= 0) {
        return result;
      }
      if (isUnsupported(result)) {
        return UNSUPPORTED;
      }
      if (result != -SysErrno.EAGAIN) {
        throw DescriptorExceptions.of(result, "splice", to, 0);
      }
      from.awaitReadable(deadline);
      to.awaitWritable(deadline);
    }
  }

  private long splice(int size) {
    return from.descriptor.call(
        (in, memory, flags) ->
            to.descriptor.call(
                (out, m, f) -> Fcntl.splice(errno, in, out, size, PipeToSocket.FLAGS),
                MemorySegment.NULL,
                0),
        MemorySegment.NULL,
        0);
  }
}
