package mortise.proxy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import mortise.net.CloseGuard;
import mortise.net.Deadline;
import mortise.net.Flags;
import mortise.net.Inet;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.server.Connection;

/**
 * Datagrams through a SOCKS5 proxy, UDP ASSOCIATE of RFC 1928. It lasts as long as the connection
 * by which it was asked for. One thread may send while another receives.
 */
public final class SocksDatagrams implements AutoCloseable {
  private static final int LONGEST_DATAGRAM = 1 << 16;

  private final Connection control;
  private final Socket socket;

  private SocksDatagrams(Connection control, Socket socket) {
    this.control = control;
    this.socket = socket;
  }

  static SocksDatagrams open(Connection control, Inet relay) throws IOException {
    Socket socket = Socket.open(relay.family(), Type.DGRAM);
    try (CloseGuard guard = new CloseGuard(socket)) {
      socket.connect(relay);
      return guard.release(new SocksDatagrams(control, socket));
    }
  }

  /**
   * Sends data to a target, whose name the proxy looks up.
   *
   * @throws java.net.SocketException when it is too long (EMSGSIZE)
   * @throws java.net.PortUnreachableException when the proxy has ended the association
   */
  public void send(byte[] data, Target target) throws IOException {
    socket.send(new SocksDatagram(target, data).encode());
  }

  /**
   * Waits for a datagram; its target is where it comes from. What the proxy sends in fragments, or
   * in no form of SOCKS5, is dropped.
   *
   * @throws java.net.SocketTimeoutException when the deadline passes first
   */
  public SocksDatagram receive(Deadline deadline) throws IOException {
    byte[] room = new byte[LONGEST_DATAGRAM];
    while (true) {
      int length = (int) socket.recv(MemorySegment.ofArray(room), Flags.NONE, deadline);
      try {
        return SocksDatagram.decode(ByteBuffer.wrap(room, 0, length));
      } catch (ProtocolException e) {
        // As a network loses one. What is there already comes whatever the time.
        if (deadline.remaining().isZero()) {
          throw new SocketTimeoutException("receive: timed out, no datagram of SOCKS5");
        }
      }
    }
  }

  /** Ends the association. */
  @Override
  public void close() {
    socket.close();
    control.close();
  }
}
