package mortise.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import mortise.sys.SysSocket;

/**
 * A socket as the byte channel of {@code java.nio.channels}; {@link Socket#channel} makes one.
 *
 * <p>It blocks as the socket does, for the socket's timeout. It is no {@link
 * java.nio.channels.InterruptibleChannel}: an interrupt ends a wait with {@link
 * java.io.InterruptedIOException} and leaves the socket open. It is no selectable channel either.
 *
 * <p>Several buffers go through one array to one system call, so that a message stays one message
 * and a stream is cut at 128 KiB a call. Closing the channel closes the socket.
 */
public final class SocketByteChannel
    implements ByteChannel, GatheringByteChannel, ScatteringByteChannel {
  private final Socket socket;

  SocketByteChannel(Socket socket) {
    this.socket = socket;
  }

  /**
   * Receives into what remains in {@code buffer} and returns the number of bytes; -1 at the end of
   * a stream or of a sequence of packets. Of a datagram socket 0 is an empty datagram.
   *
   * @throws IllegalArgumentException when the buffer is read-only
   */
  @Override
  public int read(ByteBuffer buffer) throws IOException {
    checkWritable(buffer);
    return buffer.hasRemaining() ? end(socket.recv(buffer)) : 0;
  }

  @Override
  public long read(ByteBuffer[] buffers) throws IOException {
    return read(buffers, 0, buffers.length);
  }

  /** Reads into several buffers, which are filled in order. */
  @Override
  public long read(ByteBuffer[] buffers, int offset, int length) throws IOException {
    List<ByteBuffer> parts = parts(buffers, offset, length);
    parts.forEach(SocketByteChannel::checkWritable);
    int room = size(parts);
    if (room == 0) {
      return 0;
    }
    ByteBuffer whole = ByteBuffer.allocate(room);
    int received = end(socket.recv(whole));
    whole.flip();
    for (ByteBuffer part : parts) {
      int count = Math.min(part.remaining(), whole.remaining());
      part.put(part.position(), whole, whole.position(), count);
      part.position(part.position() + count);
      whole.position(whole.position() + count);
    }
    return received;
  }

  /**
   * Sends what remains in {@code buffer}: on a stream as much as the kernel takes, at least a byte;
   * a message whole. Returns the number of bytes.
   */
  @Override
  public int write(ByteBuffer buffer) throws IOException {
    return buffer.hasRemaining() || !isStream() ? socket.send(buffer) : 0;
  }

  @Override
  public long write(ByteBuffer[] buffers) throws IOException {
    return write(buffers, 0, buffers.length);
  }

  /** Writes several buffers as if they were one. */
  @Override
  public long write(ByteBuffer[] buffers, int offset, int length) throws IOException {
    List<ByteBuffer> parts = parts(buffers, offset, length);
    ByteBuffer whole = ByteBuffer.allocate(size(parts));
    for (ByteBuffer part : parts) {
      int count = Math.min(part.remaining(), whole.remaining());
      whole.put(whole.position(), part, part.position(), count);
      whole.position(whole.position() + count);
    }
    int sent = write(whole.flip());
    int left = sent;
    for (ByteBuffer part : parts) {
      int count = Math.min(part.remaining(), left);
      part.position(part.position() + count);
      left -= count;
    }
    return sent;
  }

  private static List<ByteBuffer> parts(ByteBuffer[] buffers, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, buffers.length);
    return Arrays.asList(buffers).subList(offset, offset + length);
  }

  /** The bytes that one call is to move. */
  private int size(List<ByteBuffer> parts) {
    long size = 0;
    for (ByteBuffer part : parts) {
      size += part.remaining();
    }
    if (!isStream() && size > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "a message of " + size + " bytes does not fit into an array");
    }
    return (int) (isStream() ? Math.min(size, SocketEndpoint.STREAM_CHUNK) : size);
  }

  private boolean isStream() {
    return socket.type().number() == SysSocket.SOCK_STREAM;
  }

  private int end(int received) {
    boolean packets = socket.type().number() == SysSocket.SOCK_SEQPACKET;
    return received == 0 && (isStream() || packets) ? -1 : received;
  }

  private static void checkWritable(ByteBuffer buffer) {
    if (buffer.isReadOnly()) {
      throw new IllegalArgumentException("buffer " + buffer + " is read-only");
    }
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  @Override
  public void close() {
    socket.close();
  }
}
