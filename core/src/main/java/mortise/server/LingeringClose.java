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
 * A lingering close: the end of a TCP connection with unread data. A plain close answers that with
 * a reset, RFC 9293 section 3.6.1, and the reset may overtake what was written last. So the rest is
 * read and thrown away until the peer has ended too, or for a second.
 */
final class LingeringClose {
  private static final Duration TIME = Duration.ofSeconds(1);
  private static final long MAX_BYTES = 1 << 20;

  private LingeringClose() {}

  static void close(Socket socket) {
    try {
      boolean tcp = socket.cachedPeerAddress() instanceof Inet && socket.type().equals(Type.STREAM);
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
