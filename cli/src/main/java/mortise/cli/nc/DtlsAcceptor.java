package mortise.cli.nc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mortise.cli.tls.DtlsStream;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.tls.DtlsConnection;
import mortise.tls.DtlsServer;

/** Takes in those who have shaken hands by DTLS on any of several datagram sockets. */
final class DtlsAcceptor implements ConnectionSource {
  private final ConnectionLimiter limiter;
  private final ServerHandshake handshake;
  private final boolean many;
  private final List<DtlsServer> servers = new ArrayList<>();

  private final HandoffQueue<Connection> queue = new HandoffQueue<>();

  DtlsAcceptor(
      Session session, ConnectionLimiter limiter, ServerHandshake handshake, List<Socket> sockets) {
    this.limiter = limiter;
    this.handshake = handshake;
    this.many = session.settings().listening().keepOpen();
    for (Socket socket : sockets) {
      DtlsServer server = DtlsServer.open(socket, handshake.tls());
      servers.add(server);
      Thread thread = new Thread(() -> accept(server, socket), "mortise-accept");
      thread.setDaemon(true);
      thread.start();
    }
  }

  @Override
  public PendingConnection next() throws IOException {
    Connection guest = queue.next();
    return () -> guest;
  }

  private void accept(DtlsServer server, Socket socket) {
    try {
      boolean goesOn = true;
      while (goesOn) {
        DtlsConnection messages = server.accept();
        if (limiter.admit(messages.peerAddress())) {
          handshake.tell(messages.tls());
          goesOn = queue.hand(new LateEnd(DtlsStream.ofListener(messages, socket))) && many;
        } else {
          messages.close();
        }
      }
    } catch (IOException e) {
      queue.fail(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void fail(IOException why) {
    queue.fail(why);
  }

  @Override
  public void close() {
    queue.close();
    servers.forEach(DtlsServer::close);
  }
}
