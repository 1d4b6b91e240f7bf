package mortise.cli.relay;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import mortise.net.Deadline;
import mortise.net.Flags;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.server.FilteringConnection;

/** A datagram socket that is connected: an empty message is one, and no end. */
final class DatagramConnection extends FilteringConnection {
  private final Socket socket;
  private volatile Duration timeout;
  private volatile Deadline deadline = Deadline.NEVER;

  /** The file of the socket's own name, or null. */
  private final Path file;

  DatagramConnection(Socket socket, Path file) {
    super(Connection.of(socket));
    this.socket = socket;
    this.file = file;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    MemorySegment room = MemorySegment.ofArray(bytes).asSlice(offset, length);
    Deadline until = timeout == null ? deadline : Deadline.after(timeout).sooner(deadline);
    return (int) socket.recv(room, Flags.NONE, until);
  }

  @Override
  public void timeout(Duration timeout) {
    this.timeout = timeout;
    super.timeout(timeout);
  }

  @Override
  public void deadline(Deadline deadline) {
    this.deadline = deadline;
    super.deadline(deadline);
  }

  /** Datagrams have no end. */
  @Override
  public void closeWrite() {}

  @Override
  public Optional<Socket> bareSocket() {
    return Optional.empty();
  }

  @Override
  public void close() {
    super.close();
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException _) {
        // Its folder is no longer ours to write.
      }
    }
  }

  @Override
  public void abort() {
    close();
  }
}
