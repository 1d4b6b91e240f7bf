package mortise.cli.nc;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
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

  /** Connections, or the failure of a socket. */
  private final BlockingQueue<Object> guests = new ArrayBlockingQueue<>(1);

  private volatile boolean open = true;

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
    try {
      return switch (guests.take()) {
        case Connection guest -> () -> guest;
        case IOException failure -> throw failure;
        default -> throw new AssertionError("neither a guest nor a failure");
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while listening");
    }
  }

  private void accept(DtlsServer server, Socket socket) {
    try {
      boolean goesOn = true;
      while (goesOn) {
        DtlsConnection messages = server.accept();
        if (gate.admit(messages.peerAddress())) {
          welcome.tell(messages.tls());
          guests.put(DtlsStream.of(messages, socket));
          goesOn = many;
        } else {
          messages.close();
        }
      }
    } catch (IOException e) {
      if (open) {
        guests.offer(e);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    open = false;
    servers.forEach(DtlsServer::close);
  }
}
