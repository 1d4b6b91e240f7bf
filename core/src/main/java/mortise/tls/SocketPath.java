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

/**
 * A socket that is connected to the one peer. The kernel reports that the peer's port is closed
 * before it gives out the datagrams that came earlier; here these come first.
 */
final class SocketPath implements DatagramPath {
  private final Socket socket;

  /** What is to be reported once nothing is left to receive; null for nothing. */
  private volatile PortUnreachableException unreachable;

  SocketPath(Socket socket) {
    this.socket = socket;
  }

  @Override
  public void send(ByteBuffer datagram) throws IOException {
    try {
      socket.send(datagram);
    } catch (PortUnreachableException e) {
      // Of an earlier datagram; this one is lost with it. A second one without a receive in between
      // is thrown: the port is probably closed.
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

  /** What has come already, or else the failure, once. */
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
