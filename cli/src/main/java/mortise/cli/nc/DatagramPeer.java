package mortise.cli.nc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import mortise.net.Socket;
import mortise.net.Unix;
import mortise.server.Connection;
import mortise.server.FilteringConnection;

/**
 * A datagram socket that has one peer, as a connection: each read takes a datagram, and each write
 * sends one. An empty datagram is not an end, and there is no half-close.
 */
final class DatagramPeer extends FilteringConnection {
  private final Socket socket;

  /** The file that the socket is bound to and that goes with it, or null. */
  private final Path file;

  private final Thread atExit;

  private DatagramPeer(Socket socket, Path file) {
    super(Connection.of(socket));
    this.socket = socket;
    this.file = file;
    this.atExit = file == null ? null : new Thread(this::delete);
    if (file != null) {
      Runtime.getRuntime().addShutdownHook(atExit);
    }
  }

  /** A connected socket. The file that a client's may be bound to is deleted with it. */
  static DatagramPeer ofClient(Socket socket) throws IOException {
    boolean named =
        socket.localAddress() instanceof Unix unix && !unix.isUnnamed() && !unix.isAbstract();
    return new DatagramPeer(socket, named ? ((Unix) socket.localAddress()).path() : null);
  }

  /** A listener's socket that has been connected to its first peer. */
  static DatagramPeer ofListener(Socket socket) {
    return new DatagramPeer(socket, null);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (inner.readAhead().count() > 0) {
      return inner.read(bytes, offset, length);
    }
    int count;
    do {
      // A connection reads an empty datagram as the end.
      count = Math.max(0, inner.read(bytes, offset, length));
    } while (count == 0 && length > 0 && socket.isOpen());
    return count;
  }

  @Override
  public void closeWrite() {}

  @Override
  public Optional<Socket> bareSocket() {
    return Optional.empty();
  }

  @Override
  public void close() {
    inner.close();
    if (file != null) {
      delete();
      try {
        Runtime.getRuntime().removeShutdownHook(atExit);
      } catch (IllegalStateException _) {
        // The program is at its end already.
      }
    }
  }

  @Override
  public void abort() {
    close();
  }

  private void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException _) {
      // Another process has removed or replaced it.
    }
  }
}
