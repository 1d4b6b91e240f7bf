package mortise.cli.relay;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import mortise.cli.tls.DtlsStream;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.server.AccessList;
import mortise.server.Connection;
import mortise.server.FilteringConnection;
import mortise.tls.DtlsConnection;
import mortise.tls.DtlsServer;

/** {@code dtls-listen:}, an address that accepts DTLS clients. */
final class DtlsListenEndpoint implements RelayEndpoint {
  private final AddressSpec spec;
  private final AccessList access;
  private final RelayTls.ServerTls tls;
  private final Socket socket;
  private final DtlsServer server;

  /** The number of open connections, which share the socket. Guarded by this. */
  private int live;

  /** Guarded by this. */
  private boolean closed;

  DtlsListenEndpoint(AddressSpec spec) throws IOException {
    this.spec = spec;
    this.access = ListenEndpoint.access(spec);
    this.tls = RelayTls.server(spec);
    this.socket =
        ListenEndpoint.internet(spec, new OptionValues(spec), new SocketSetup(spec), Type.DGRAM);
    this.server = DtlsServer.open(socket, tls.server());
  }

  @Override
  public Offer next() throws IOException {
    while (true) {
      DtlsConnection peer = server.accept();
      if (access.permits(peer.peerAddress())) {
        begin();
        AcceptedPeer guest = new AcceptedPeer(DtlsStream.ofListener(peer, socket));
        return new Offer() {
          @Override
          public RelaySide open() {
            return RelaySide.of(guest, spec);
          }

          @Override
          public void decline() {
            guest.close();
          }
        };
      }
      peer.close();
    }
  }

  private synchronized void begin() {
    live++;
  }

  private synchronized void end() {
    live--;
    closeUnused();
  }

  private synchronized void closeUnused() {
    if (closed && live == 0) {
      server.close();
    }
  }

  @Override
  public boolean listens() {
    return true;
  }

  @Override
  public String notice() {
    try {
      return tls.notice(server.localAddress());
    } catch (IOException e) {
      return "";
    }
  }

  /** Accepts no more connections; the last open one closes the socket. */
  @Override
  public synchronized void close() {
    closed = true;
    closeUnused();
  }

  private final class AcceptedPeer extends FilteringConnection {
    /** Both close and abort may be called, and the connection must be counted down once. */
    private final AtomicBoolean over = new AtomicBoolean();

    AcceptedPeer(Connection inner) {
      super(inner);
    }

    @Override
    public void close() {
      if (over.compareAndSet(false, true)) {
        inner.close();
        end();
      }
    }

    @Override
    public void abort() {
      close();
    }
  }
}
