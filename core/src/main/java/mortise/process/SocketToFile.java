package mortise.process;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import mortise.net.Deadline;
import mortise.net.Socket;
import mortise.sys.Fcntl;

/** Splices a socket into a file by way of a pipe, since one side of a splice has to be one. */
final class SocketToFile extends KernelTransfer {
  private final SocketToPipe in;
  private final Pipe pipe;
  private final PlainDescriptor to;
  private final MemorySegment errno = Arena.ofAuto().allocate(ValueLayout.JAVA_INT);
  private volatile int pending;

  SocketToFile(Socket from, PlainDescriptor to, Pipe pipe) {
    this.in = new SocketToPipe(from, pipe.writer());
    this.pipe = pipe;
    this.to = to;
  }

  @Override
  public long move(long most, Deadline deadline) throws IOException {
    if (pending == 0) {
      long taken = in.move(most, deadline);
      if (taken <= 0) {
        return taken;
      }
      pending = (int) taken;
    }
    long moved = 0;
    while (pending > 0 && moved < most) {
      long result = write((int) Math.min(pending, most - moved));
      if (result < 0) {
        if (moved == 0 && isUnsupported(result)) {
          return UNSUPPORTED;
        }
        throw DescriptorExceptions.of(result, "write", to, moved);
      }
      pending -= (int) result;
      moved += result;
    }
    return moved;
  }

  private long write(int size) {
    return to.descriptor.call(
        (file, memory, flags) ->
            pipe.reader()
                .descriptor
                .call(
                    (outlet, m, f) -> Fcntl.splice(errno, outlet, file, size, Fcntl.SPLICE_F_MOVE),
                    MemorySegment.NULL,
                    0),
        MemorySegment.NULL,
        0);
  }

  @Override
  public int pending() {
    return pending;
  }

  @Override
  public byte[] drain() throws IOException {
    byte[] bytes = new byte[pending];
    int count = 0;
    while (count < bytes.length) {
      count += pipe.reader().read(bytes, count, bytes.length - count, Deadline.NOW);
      pending = bytes.length - count;
    }
    return Arrays.copyOf(bytes, count);
  }

  @Override
  public void close() {
    pipe.close();
  }
}
