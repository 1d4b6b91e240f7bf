package mortise.cli.nc;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import mortise.net.Socket;

/**
 * Takes in those who connect to any of several listeners, a thread for each listener, and hands
 * them on one by one. Those who may not come in are turned away, and count for nothing.
 */
final class StreamAcceptor implements ConnectionSource {
  /** How long, in milliseconds, a client that has closed its connection may keep its place. */
  private static final long MOMENT = 20;

  private final Session session;
  private final ConnectionLimiter limiter;
  private final ServerHandshake handshake;
  private final List<Socket> listeners;

  private final HandoffQueue<Socket> queue = new HandoffQueue<>();

  /** Starts a thread for each listener. */
  StreamAcceptor(
      Session session,
      ConnectionLimiter limiter,
      ServerHandshake handshake,
      List<Socket> listeners) {
    this.session = session;
    this.limiter = limiter;
    this.handshake = handshake;
    this.listeners = listeners;
    for (Socket listener : listeners) {
      Thread thread = new Thread(() -> accept(listener), "mortise-accept");
      thread.setDaemon(true);
      thread.start();
    }
  }

  @Override
  public PendingConnection next() throws IOException {
    Socket next = queue.next();
    if (!session.settings().listening().keepOpen()) {
      close();
    }
    return () -> handshake.receive(next);
  }

  private void accept(Socket listener) {
    try {
      while (true) {
        Socket socket = listener.accept();
        // Who has just gone may keep its place until its thread has seen the end.
        limiter.awaitPlace(MOMENT);
        if (!limiter.admit(socket.knownPeer())) {
          socket.close();
        } else if (!queue.hand(socket)) {
          socket.close();
          return;
        }
      }
    } catch (IOException e) {
      queue.fail(e);
    } catch (InterruptedException e) {
      queue.fail(new InterruptedIOException("interrupted while listening"));
    }
  }

  @Override
  public void fail(IOException why) {
    queue.fail(why);
  }

  /** Lets nobody in any more. */
  @Override
  public void close() {
    Socket left = queue.close();
    if (left != null) {
      left.close();
    }
    for (Socket listener : listeners) {
      listener.close();
    }
  }
}
