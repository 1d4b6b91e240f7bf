package mortise.cli.nc;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import mortise.net.Socket;

/**
 * Takes in those who connect to any of several listeners, a thread for each listener, and hands
 * them on one by one. Those who may not come in are turned away, and count for nothing.
 */
final class Doors implements Entrance {
  private final Session session;
  private final Gate gate;
  private final Welcome welcome;
  private final List<Socket> listeners;

  private final Threshold<Socket> threshold = new Threshold<>();

  /** Opens the doors. */
  Doors(Session session, Gate gate, Welcome welcome, List<Socket> listeners) {
    this.session = session;
    this.gate = gate;
    this.welcome = welcome;
    this.listeners = listeners;
    for (Socket listener : listeners) {
      Thread thread = new Thread(() -> accept(listener), "mortise-accept");
      thread.setDaemon(true);
      thread.start();
    }
  }

  @Override
  public Arrival next() throws IOException {
    Socket next = threshold.next();
    if (!session.settings().listening().keepOpen()) {
      close();
    }
    return () -> welcome.receive(next);
  }

  private void accept(Socket listener) {
    try {
      while (true) {
        Socket socket = listener.accept();
        if (!gate.admit(socket.knownPeer())) {
          socket.close();
        } else if (!threshold.hand(socket)) {
          socket.close();
          return;
        }
      }
    } catch (IOException e) {
      threshold.fail(e);
    } catch (InterruptedException e) {
      threshold.fail(new InterruptedIOException("interrupted while listening"));
    }
  }

  @Override
  public void fail(IOException why) {
    threshold.fail(why);
  }

  /** Lets nobody in any more. */
  @Override
  public void close() {
    Socket left = threshold.close();
    if (left != null) {
      left.close();
    }
    for (Socket listener : listeners) {
      listener.close();
    }
  }
}
