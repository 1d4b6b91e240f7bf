package mortise.net;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * A receive buffer that truncates no datagram of its socket, and is reused for each of them.
 *
 * <p>It has 64 KiB, which hold any UDP datagram. A UNIX datagram may be as long as the sender's
 * SO_SNDBUF allows, so on a UNIX socket the size of the next one is asked for first (MSG_PEEK and
 * MSG_TRUNC, recv(2)), and the buffer grows to it: one more system call for each datagram.
 *
 * <p>One thread at a time may use it, and no other may receive from the socket meanwhile.
 */
public final class DatagramBuffer {
  private static final int FIRST = 1 << 16;

  private final Socket socket;
  private final boolean isUnix;
  private final byte[] one = new byte[1];
  private byte[] bytes = new byte[FIRST];

  public DatagramBuffer(Socket socket) {
    this.socket = socket;
    this.isUnix = socket.family().equals(Family.UNIX);
  }

  /**
   * Receives a datagram, recvfrom(2). Blocks while there is none.
   *
   * @param flags such as {@link Flags#PEEK}
   */
  public ReceiveResult receive(Flags flags, Deadline deadline) throws IOException {
    grow(deadline);
    return socket.recvFrom(MemorySegment.ofArray(bytes), flags, deadline);
  }

  /**
   * Receives a datagram with its ancillary data, recvmsg(2). Blocks while there is none. The
   * message refers to this buffer until it is closed.
   *
   * @param ancillaryBytes the space for ancillary data
   */
  public ReceivedMessage receiveMessage(int ancillaryBytes, Deadline deadline) throws IOException {
    grow(deadline);
    return socket.recvMessage(
        List.of(MemorySegment.ofArray(bytes)), ancillaryBytes, Flags.NONE, deadline);
  }

  /** A copy of the datagram that was received last, {@code count} bytes. */
  public byte[] copy(long count) {
    return Arrays.copyOf(bytes, (int) count);
  }

  private void grow(Deadline deadline) throws IOException {
    if (isUnix) {
      Flags size = Flags.PEEK.or(Flags.TRUNC);
      long next = socket.recv(MemorySegment.ofArray(one), size, deadline);
      if (next > bytes.length) {
        bytes = new byte[Math.toIntExact(next)];
      }
    }
  }
}
