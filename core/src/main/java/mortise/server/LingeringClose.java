package mortise.server;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import mortise.net.Deadline;
import mortise.net.Flags;
import mortise.net.Inet;
import mortise.net.Shutdown;
import mortise.net.Socket;
import mortise.net.Type;

/**
 * Ends a connection while the peer still sends. A plain close of a TCP socket with unread data
 * sends a reset, RFC 9293 section 3.6.1, and the reset may overtake the bytes that were written
 * last. A lingering close half-closes, then reads and discards until the peer has ended too, for at
 * most a second.
 */
public final class LingeringClose {
  private static final Duration TIME = Duration.ofSeconds(1);
  private static final long MAX_BYTES = 1 << 20;

  private LingeringClose() {}

  /**
   * Half-closes a connection and discards what the peer still sends, until its end or for a second.
   * The connection is closed by the caller afterwards; it has a deadline from now on. Does not
   * throw where the peer has closed already.
   */
  public static void drain(Connection connection) {
    try {
      connection.closeWrite();
      if (!connection.socket().type().equals(Type.STREAM)) {
        return;
      }
      connection.deadline(Deadline.after(TIME));
      byte[] rest = new byte[1 << 14];
      while (connection.read(rest) >= 0) {
        // It is discarded.
      }
    } catch (IOException _) {
      // The peer has closed, or sends for longer than the time limit.
    }
  }

  /** The form for a server's own connections, which costs a system call where nothing is unread. */
  static void close(Socket socket) {
    try {
      // One that another process has connected has no cached address.
      boolean inet = socket.cachedPeerAddress() instanceof Inet || Listener.isTcp(socket);
      boolean tcp = inet && socket.type().equals(Type.STREAM);
      if (tcp && socket.isOpen() && socket.inputStream().available() > 0) {
        socket.shutdown(Shutdown.WR);
        discard(socket, Deadline.after(TIME));
      }
    } catch (IOException e) {
      // It is over in any case.
    }
  }

  private static void discard(Socket socket, Deadline deadline) throws IOException {
    MemorySegment sink = MemorySegment.ofArray(new byte[1 << 13]);
    long thrown = 0;
    long count;
    do {
      count = socket.recv(sink, Flags.NONE, deadline);
      thrown += count;
    } while (count > 0 && thrown < MAX_BYTES);
  }
}
