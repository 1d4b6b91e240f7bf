package mortise.cli.nc;

import java.io.IOException;
import mortise.net.Family;
import mortise.net.Socket;
import mortise.server.Connection;

/** Connects, and passes the connected socket over standard output: -F, for ssh's ProxyUseFdpass. */
final class PassMode {
  private static final byte[] SOMETHING = {0};

  private final NcRun session;

  PassMode(NcRun session) {
    this.session = session;
  }

  int run() throws IOException {
    if (session.settings().tls().on()) {
      throw new ExitException(
          Ncat.OTHER, "Cannot pass a descriptor (-F): with --ssl its data is encrypted. QUITTING.");
    }
    int output = session.stdio().sink().map(out -> out.number()).orElse(-1);
    Socket receiver = receiver(output);
    try (Connection peer = new ClientConnector(session).call()) {
      if (peer.readAhead().count() > 0) {
        throw new ExitException(
            Ncat.OTHER, "Cannot pass a descriptor (-F): some bytes are read already. QUITTING.");
      }
      session.log().verbose("Connected to " + NameLookup.text(peer.peerAddress()) + ".");
      receiver.sendDescriptors(SOMETHING, peer.socket());
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
        Ncat.OTHER,
        "Cannot pass a descriptor (-F): standard output is not a UNIX socket. QUITTING.");
  }
}
