package mortise.tls;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.Flags;
import mortise.net.Socket;

/** A socket that is connected to the one peer. */
record SocketPath(Socket socket) implements DatagramPath {
  @Override
  public void send(ByteBuffer datagram) throws IOException {
    socket.send(datagram);
  }

  @Override
  public void receive(ByteBuffer into, Deadline deadline) throws IOException {
    into.clear();
    into.limit((int) socket.recv(MemorySegment.ofBuffer(into), Flags.NONE, deadline));
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
