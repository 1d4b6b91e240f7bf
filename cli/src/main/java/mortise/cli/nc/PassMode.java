package mortise.cli.nc;

import java.io.IOException;
import mortise.net.Address;
import mortise.net.Family;
import mortise.net.Socket;

/**
 * Connects, and passes the connected socket to whoever has the other end of standard output: -F,
 * for ssh's ProxyUseFdpass.
 */
final class PassMode {
  private static final byte[] SOMETHING = {0};

  private final Session session;

  PassMode(Session session) {
    this.session = session;
  }

  int run() throws IOException {
    int output = session.stdio().output().map(out -> out.number()).orElse(-1);
    Socket receiver = receiver(output);
    Socket socket = new Dialer(session).dial(Names.of(session.settings().target()));
    try (socket) {
      Address peer = socket.peerAddress();
      session.log().tell("Connected to " + Names.text(peer) + ".");
      receiver.sendDescriptors(SOMETHING, socket);
    } finally {
      // The number is standard output's.
      receiver.detach();
    }
    return Ncat.OK;
  }

  private static Socket receiver(int output) throws IOException {
    try {
      Socket receiver = Socket.ofDescriptor(output);
      if (receiver.family().equals(Family.UNIX)) {
        return receiver;
      }
      receiver.detach();
    } catch (IOException | IllegalArgumentException _) {
      // It is no socket, or not open.
    }
    throw new ExitException(
        Ncat.OTHER, "Cannot pass a descriptor (-F): standard output is no UNIX socket. QUITTING.");
  }
}
