package mortise.cli.nc;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import mortise.net.Socket;
import mortise.server.Acceptor;
import mortise.server.Connection;

/**
 * Accepts the connections of any of several listeners, a thread for each listener, and hands them
 * on one by one. Those that the limiter rejects are closed, and count for nothing.
 */
final class StreamAcceptor implements ConnectionSource {
  /**
   * How long, in milliseconds, a client beyond the limit waits for a place: longer than one that
   * has closed its connection keeps it, whose input may pause for 200 ms.
   */
  private static final long MOMENT = 250;

  private final NcRun session;
  private final ConnectionLimiter limiter;
  private final ServerHandshake handshake;
  private final List<Acceptor> acceptors = new ArrayList<>();

  private final HandoffQueue<Socket> queue = new HandoffQueue<>();

  /** Starts a thread for each listener. */
  StreamAcceptor(
      NcRun session, ConnectionLimiter limiter, ServerHandshake handshake, List<Socket> listeners)
      throws IOException {
    this.session = session;
    this.limiter = limiter;
    this.handshake = handshake;
    for (Socket listener : listeners) {
      acceptors.add(Acceptor.of(listener, new AcceptErrorLog(session.log())));
    }
    for (Acceptor acceptor : acceptors) {
      Thread thread = new Thread(() -> accept(acceptor), "mortise-accept");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** An accepted connection, whose handshake is still to come. */
  private final class Accepted implements PendingConnection {
    private final Socket socket;

    Accepted(Socket socket) {
      this.socket = socket;
    }

    @Override
    public Connection receive() throws IOException {
      try {
        return handshake.receive(socket);
      } catch (Throwable t) {
        socket.close();
        throw t instanceof IOException e ? e : new IOException("handshake: " + t, t);
      }
    }

    @Override
    public void decline() {
      socket.close();
    }
  }

  @Override
  public PendingConnection next() throws IOException {
    Socket next = queue.next();
    if (!session.settings().listening().keepOpen()) {
      close();
    }
    return new Accepted(next);
  }

  private void accept(Acceptor acceptor) {
    try {
      boolean more = true;
      while (more) {
        more = acceptOne(acceptor);
      }
    } catch (IOException e) {
      queue.fail(e);
    } catch (InterruptedException e) {
      queue.fail(new InterruptedIOException("interrupted while listening"));
    }
  }

  /** Returns whether another connection is wanted. */
  private boolean acceptOne(Acceptor acceptor) throws IOException, InterruptedException {
    Socket socket = acceptor.accept();
    try {
      // A client that has just gone may keep its place until its thread has seen the end.
      limiter.awaitPlace(MOMENT);
      if (!limiter.admit(socket.cachedPeerAddress())) {
        socket.close();
        return true;
      }
      boolean wanted = queue.put(socket);
      if (!wanted) {
        socket.close();
      }
      return wanted;
    } catch (RuntimeException | Error e) {
      socket.close();
      acceptor.recover(e);
      return true;
    }
  }

  @Override
  public void fail(IOException why) {
    queue.fail(why);
  }

  /** Accepts no more. */
  @Override
  public void close() {
    Socket left = queue.close();
    if (left != null) {
      left.close();
    }
    for (Acceptor acceptor : acceptors) {
      acceptor.close();
    }
  }
}
