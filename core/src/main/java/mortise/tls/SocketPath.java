package mortise.tls;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.Flags;
import mortise.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * The datagrams of a socket that is connected to the peer. The kernel reports ECONNREFUSED before
 * datagrams that were received earlier; here these are received first.
 */
final class SocketPath implements DatagramPath {
  private final Socket socket;

  /** The error to report when no datagrams are queued any more, or null. */
  private volatile @Nullable PortUnreachableException unreachable;

  SocketPath(Socket socket) {
    this.socket = socket;
  }

  @Override
  public void send(ByteBuffer datagram) throws IOException {
    try {
      socket.send(datagram);
    } catch (PortUnreachableException e) {
      // The error is that of an earlier datagram, and this datagram was not sent. A second error
      // without a receive in between is thrown, since the port is probably closed.
      if (unreachable != null) {
        throw e;
      }
      unreachable = e;
    }
  }

  @Override
  public void receive(ByteBuffer into, Deadline deadline) throws IOException {
    into.clear();
    if (unreachable == null) {
      try {
        into.limit(receiveWithin(into, deadline));
        return;
      } catch (PortUnreachableException e) {
        unreachable = e;
      }
    }
    into.limit(receiveRest(into));
  }

  private int receiveWithin(ByteBuffer into, Deadline deadline) throws IOException {
    return (int) socket.recv(MemorySegment.ofBuffer(into), Flags.NONE, deadline);
  }

  /** Receives a queued datagram, or throws the kept error once. */
  private int receiveRest(ByteBuffer into) throws IOException {
    try {
      return receiveWithin(into, Deadline.NOW);
    } catch (SocketTimeoutException | PortUnreachableException _) {
      PortUnreachableException failure = unreachable;
      unreachable = null;
      throw failure;
    }
  }

  @Override
  public Address peer() throws IOException {
    return socket.peerAddress();
  }

  @Override
  public void close() {
    socket.close();
  }
}
