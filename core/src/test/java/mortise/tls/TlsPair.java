package mortise.tls;

import java.io.IOException;
import java.util.concurrent.Callable;
import mortise.net.Family;
import mortise.net.Socket;
import mortise.net.SocketPair;
import mortise.net.Type;
import mortise.server.Connection;
import mortise.testing.Loopback;
import mortise.testing.Running;
import mortise.testing.Threads;

/**
 * Both ends of a TLS connection.
 *
 * @param below the sockets of the carrier, for operations below TLS
 */
record TlsPair(Connection client, Connection server, SocketPair below) implements AutoCloseable {
  /** The transport. */
  enum Carrier {
    TCP4,
    TCP6,
    UNIX_STREAM,
    SOCKETPAIR,
    TLS;

    SocketPair open() throws IOException {
      return switch (this) {
        case SOCKETPAIR -> Socket.pair(Family.UNIX, Type.STREAM);
        case TLS -> Loopback.TCP4.pair();
        default -> Loopback.valueOf(name()).pair();
      };
    }
  }

  static TlsPair open(Carrier carrier, TlsServer server, TlsClient client) throws Exception {
    SocketPair below = carrier.open();
    try {
      Connection clientEnd = Connection.of(below.first());
      Connection serverEnd = Connection.of(below.second());
      TlsPair pair = shakeHands(below, clientEnd, serverEnd, server, client);
      return carrier == Carrier.TLS
          ? shakeHands(below, pair.client, pair.server, server, client)
          : pair;
    } catch (Throwable t) {
      below.first().close();
      below.second().close();
      throw t;
    }
  }

  private static TlsPair shakeHands(
      SocketPair below,
      Connection clientEnd,
      Connection serverEnd,
      TlsServer server,
      TlsClient client)
      throws Exception {
    Callable<Connection> accept = () -> server.accept(serverEnd);
    Running<Connection> accepting = Running.start(Threads.VIRTUAL, accept);
    Connection connected = client.connect(clientEnd, "a.example");
    return new TlsPair(connected, accepting.end().returned(), below);
  }

  /** Closes both ends concurrently, since each may wait for the other to read. */
  @Override
  public void close() {
    client.close();
    server.close();
  }
}
