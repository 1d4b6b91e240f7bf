package mortise.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import mortise.net.Address;
import mortise.net.Credentials;
import mortise.net.Deadline;
import mortise.net.Flags;
import mortise.net.Option;
import mortise.net.Shutdown;
import mortise.net.Socket;
import mortise.server.Connection;
import java.lang.foreign.MemorySegment;

/** A socket as a connection. */
final class Plain implements Connection {
  private final Socket socket;
  private volatile Deadline deadline;

  private Plain(Socket socket) {
    this.socket = socket;
  }

  static Connection of(Socket socket) {
    return new Plain(socket);
  }

  private Deadline bound() {
    return deadline != null
        ? deadline
        : socket.timeout() == null ? Deadline.NEVER : Deadline.in(socket.timeout());
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    long n = socket.recv(MemorySegment.ofArray(bytes).asSlice(offset, length), Flags.NONE, bound());
    return n == 0 ? -1 : (int) n;
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    int n = socket.recv(buffer);
    return n == 0 ? -1 : n;
  }

  @Override
  public void awaitReadable() throws IOException {
    socket.awaitReadable(bound());
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    socket.sendAll(MemorySegment.ofArray(bytes).asSlice(offset, length), Flags.NONE, bound());
  }

  @Override
  public void write(ByteBuffer buffer) throws IOException {
    socket.sendAll(buffer);
  }

  @Override
  public void closeWrite() throws IOException {
    socket.shutdown(Shutdown.WR);
  }

  @Override
  public void close() {
    socket.close();
  }

  @Override
  public void abort() {
    try {
      socket.option(Option.SO_LINGER, Optional.of(Duration.ZERO));
    } catch (IOException _) {
      // closed
    }
    socket.close();
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  @Override
  public void timeout(Duration timeout) {
    socket.timeout(timeout);
  }

  @Override
  public void deadline(Deadline deadline) {
    this.deadline = deadline == Deadline.NEVER ? null : deadline;
  }

  @Override
  public Address localAddress() throws IOException {
    return socket.localAddress();
  }

  @Override
  public Address peerAddress() throws IOException {
    return socket.peerAddress();
  }

  @Override
  public Optional<Credentials> credentials() {
    return Optional.empty();
  }

  @Override
  public Socket socket() {
    return socket;
  }
}
