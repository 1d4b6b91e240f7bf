package mortise.net;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/**
 * A stream socket as the {@link OutputStream} that {@link java.net.Socket} would give: every write
 * goes to the kernel, all of it.
 */
final class SocketOutput extends OutputStream {
  private final Socket socket;
  private final SocketEndpoint endpoint;

  SocketOutput(Socket socket) {
    this.socket = socket;
    this.endpoint = socket.endpoint();
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length > 0) {
      socket.sendAll(Bytes.segment(bytes, offset, length), Flags.NONE, endpoint.deadline());
    }
  }

  /** Closes the socket, as {@link java.net.Socket}'s stream does. */
  @Override
  public void close() {
    socket.close();
  }
}
