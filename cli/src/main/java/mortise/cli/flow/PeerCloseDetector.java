package mortise.cli.flow;

import java.io.IOException;
import java.util.Optional;
import mortise.diag.KernelSocket;
import mortise.diag.KernelSockets;
import mortise.net.Deadline;
import mortise.net.Events;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Platform;
import mortise.net.Poll;
import mortise.net.Protocol;
import mortise.net.Socket;
import mortise.net.TcpOption;
import mortise.net.TcpState;
import mortise.net.Type;
import mortise.server.Connection;

/**
 * Distinguishes a peer that has closed its connection from one that has only shut down its
 * direction, which TCP reports alike: both are a FIN. A UNIX or vsock socket reports a hang-up. The
 * socket of a TCP peer in this network namespace is looked up by one exact sock_diag(7) request; of
 * a peer elsewhere nothing is known.
 */
public final class PeerCloseDetector {
  private static final Events NOTHING = new Events(0);

  // Numbers are compared, since the first equals of a record links code at run time, which takes
  // longer at the end of a program than the rest.
  private static final int INET = Family.INET.number();
  private static final int INET6 = Family.INET6.number();
  private static final int STREAM = Type.STREAM.number();
  private static final int TCP = Protocol.TCP.number();
  private static final int CLOSE = TcpState.CLOSE.number();

  private PeerCloseDetector() {}

  /** Whether the peer is known to have closed the connection, without a wait. */
  public static boolean hasClosed(Connection peer) {
    if (peer instanceof DescriptorConnection) {
      return false;
    }
    Socket socket = peer.socket();
    try {
      return !socket.isOpen() || (isTcp(socket) ? isTcpClosed(socket) : hasHungUp(socket));
    } catch (IOException e) {
      return !socket.isOpen();
    }
  }

  static boolean isTcp(Socket socket) {
    int family = socket.family().number();
    int protocol = socket.protocol().number();
    return (family == INET || family == INET6)
        && socket.type().number() == STREAM
        && (protocol == 0 || protocol == TCP);
  }

  private static boolean isTcpClosed(Socket socket) throws IOException {
    if (Platform.current() != Platform.LINUX) {
      return false; // no other system is asked
    }
    if (socket.option(TcpOption.TCP_INFO).state().number() == CLOSE) {
      return true;
    }
    if (!(socket.localAddress() instanceof Inet local)
        || !(socket.peerAddress() instanceof Inet remote)) {
      return false;
    }
    try (KernelSockets kernel = KernelSockets.open()) {
      Optional<KernelSocket> other = kernel.tcp(remote, local);
      // A socket that is closed waits in FIN_WAIT or TIME_WAIT without an inode.
      return other.isPresent() && other.get().holder().inode() == 0;
    }
  }

  private static boolean hasHungUp(Socket socket) throws IOException {
    try (Poll poll = Poll.open()) {
      poll.add(socket, NOTHING);
      return !poll.await(Deadline.NOW).isEmpty();
    }
  }
}
