package mortise.cli.nc;

import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import mortise.cli.tls.DtlsStream;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.server.ResilientLoop;
import mortise.tls.DtlsConnection;
import mortise.tls.DtlsServer;

/** Accepts DTLS clients on several datagram sockets. */
final class DtlsAcceptor implements ConnectionSource {
  private final ConnectionLimiter limiter;
  private final ServerHandshake handshake;
  private final boolean many;
  private final List<DtlsServer> servers = new ArrayList<>();

  private final HandoffQueue<Connection> queue = new HandoffQueue<>();

  DtlsAcceptor(
      NcRun session, ConnectionLimiter limiter, ServerHandshake handshake, List<Socket> sockets) {
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
    AtomicBoolean over = new AtomicBoolean();
    new ResilientLoop("dtls")
        .run(
            () -> !over.get(),
            () -> accept(server, over),
            messages -> {
              if (!take(messages, socket)) {
                over.set(true);
              }
            });
  }

  private DtlsConnection accept(DtlsServer server, AtomicBoolean over) throws IOException {
    try {
      return server.accept();
    } catch (SocketException e) {
      over.set(true);
      queue.fail(e);
      throw e;
    }
  }

  /** Whether there may be more. */
  private boolean take(DtlsConnection messages, Socket socket)
      throws IOException, InterruptedException {
    try {
      if (limiter.admit(messages.peerAddress())) {
        handshake.logPeer(messages.tls());
        return queue.put(new DelayedCloseNotify(DtlsStream.ofListener(messages, socket))) && many;
      }
    } catch (Throwable t) {
      messages.close();
      throw t;
    }
    messages.close();
    return true;
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
