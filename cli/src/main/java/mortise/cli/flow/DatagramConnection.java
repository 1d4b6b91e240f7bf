package mortise.cli.flow;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import mortise.net.Deadline;
import mortise.net.Family;
import mortise.net.Flags;
import mortise.net.Socket;
import mortise.net.Unix;
import mortise.server.Connection;
import mortise.server.FilteringConnection;

/**
 * A connected datagram socket as a connection: each read takes a datagram, and each write sends
 * one. An empty datagram is read as 0 bytes and is no end, and there is no half-close. Of a UNIX
 * datagram that is longer than the caller's array the next read has the rest.
 */
public final class DatagramConnection extends FilteringConnection {
  private final Socket socket;
  private final boolean isUnix;
  private final MemorySegment one = MemorySegment.ofArray(new byte[1]);

  /** The file that the socket is bound to and that goes with it, or null. */
  private final Path file;

  /** Deletes the file if the program ends first; null without a file. */
  private final Thread atExit;

  private volatile Duration timeout;
  private volatile Deadline deadline = Deadline.NEVER;

  private DatagramConnection(Socket socket, Path file) {
    super(Connection.of(socket));
    this.socket = socket;
    this.isUnix = socket.family().equals(Family.UNIX);
    this.file = file;
    this.atExit = file == null ? null : new Thread(this::delete);
    if (file != null) {
      Runtime.getRuntime().addShutdownHook(atExit);
    }
  }

  /** The socket of a client. The file that it is bound to, if any, is deleted with it. */
  public static DatagramConnection ofClient(Socket socket) throws IOException {
    boolean isNamed =
        socket.localAddress() instanceof Unix unix && !unix.isUnnamed() && !unix.isAbstract();
    return new DatagramConnection(socket, isNamed ? ((Unix) socket.localAddress()).path() : null);
  }

  /** The socket of a listener, which has been connected to its first peer. */
  public static DatagramConnection ofListener(Socket socket) {
    return new DatagramConnection(socket, null);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (readAhead().count() > 0) {
      return readAhead().take(bytes, offset, length);
    }
    Deadline until = timeout == null ? deadline : Deadline.after(timeout).sooner(deadline);
    MemorySegment room = MemorySegment.ofArray(bytes).asSlice(offset, length);
    long size = isUnix ? socket.recv(one, Flags.PEEK.or(Flags.TRUNC), until) : length;
    if (size <= length) {
      return (int) socket.recv(room, Flags.NONE, until);
    }
    byte[] whole = new byte[Math.toIntExact(size)];
    int count = (int) socket.recv(MemorySegment.ofArray(whole), Flags.NONE, until);
    System.arraycopy(whole, 0, bytes, offset, length);
    readAhead().unread(whole, length, count - length);
    return length;
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
      // Another process has removed or replaced it, or its folder is no longer writable.
    }
  }
}
