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
final class DtlsDoors implements Entrance {
  private final Gate gate;
  private final Welcome welcome;
  private final boolean many;
  private final List<DtlsServer> servers = new ArrayList<>();

  private final Threshold<Connection> threshold = new Threshold<>();

  DtlsDoors(Session session, Gate gate, Welcome welcome, List<Socket> sockets) {
    this.gate = gate;
    this.welcome = welcome;
    this.many = session.settings().listening().keepOpen();
    for (Socket socket : sockets) {
      DtlsServer server = DtlsServer.open(socket, welcome.tls());
      servers.add(server);
      Thread thread = new Thread(() -> accept(server, socket), "mortise-accept");
      thread.setDaemon(true);
      thread.start();
    }
  }

  @Override
  public Arrival next() throws IOException {
    Connection guest = threshold.next();
    return () -> guest;
  }

  private void accept(DtlsServer server, Socket socket) {
    try {
      boolean goesOn = true;
      while (goesOn) {
        DtlsConnection messages = server.accept();
        if (gate.admit(messages.peerAddress())) {
          welcome.tell(messages.tls());
          goesOn = threshold.hand(DtlsStream.of(messages, socket)) && many;
        } else {
          messages.close();
        }
      }
    } catch (IOException e) {
      threshold.fail(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void fail(IOException why) {
    threshold.fail(why);
  }

  @Override
  public void close() {
    threshold.close();
    servers.forEach(DtlsServer::close);
  }
}
