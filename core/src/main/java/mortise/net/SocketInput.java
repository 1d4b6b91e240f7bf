package mortise.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.function.Supplier;
import mortise.sys.SysIoctl;

/** A stream socket as the {@link InputStream} that {@link java.net.Socket} would give. */
final class SocketInput extends InputStream {
  /** What {@link #transferTo} moves at once; a read of 8 KiB costs as much as one of 64. */
  private static final int TRANSFER_BYTES = 1 << 16;

  private final Socket socket;
  private final SocketEndpoint endpoint;

  /** Asked at each read, since a timeout may be set between two. */
  private final Supplier<Deadline> deadline;

  SocketInput(Socket socket, Supplier<Deadline> deadline) {
    this.socket = socket;
    this.endpoint = socket.endpoint();
    this.deadline = deadline;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    int received =
        (int) socket.recv(Bytes.segment(bytes, offset, length), Flags.NONE, deadline.get());
    return received == 0 ? -1 : received;
  }

  /** What the kernel holds for this socket, FIONREAD of tcp(7) and unix(7). */
  @Override
  public int available() throws IOException {
    int[] bytes = new int[1];
    endpoint.call(
        "ioctl",
        (fd, memory, flags) -> SysIoctl.ioctl(fd, SysIoctl.FIONREAD, memory),
        MemorySegment.ofArray(bytes),
        0,
        "FIONREAD");
    return bytes[0];
  }

  @Override
  public long transferTo(OutputStream out) throws IOException {
    Objects.requireNonNull(out, "out");
    byte[] part = new byte[TRANSFER_BYTES];
    long moved = 0;
    for (int count; (count = read(part, 0, part.length)) > 0; ) {
      out.write(part, 0, count);
      moved += count;
    }
    return moved;
  }

  /** Closes the socket, as {@link java.net.Socket}'s stream does. */
  @Override
  public void close() {
    socket.close();
  }
}
