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

  /** Who waits to be handed on; guarded by this, as all below. */
  private Socket guest;

  private IOException failure;
  private boolean open = true;

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
  public synchronized Arrival next() throws IOException {
    try {
      while (guest == null && failure == null) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while listening");
    }
    if (guest == null) {
      throw failure;
    }
    Socket next = guest;
    guest = null;
    notifyAll();
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
        } else if (!hand(socket)) {
          socket.close();
          return;
        }
      }
    } catch (IOException e) {
      fail(e);
    } catch (InterruptedException e) {
      fail(new InterruptedIOException("interrupted while listening"));
    }
  }

  /** Whether somebody has taken the guest in. */
  private synchronized boolean hand(Socket socket) throws InterruptedException {
    while (guest != null && open) {
      wait();
    }
    if (!open) {
      return false;
    }
    guest = socket;
    notifyAll();
    return true;
  }

  private synchronized void fail(IOException e) {
    if (open && failure == null) {
      failure = e;
      notifyAll();
    }
  }

  /** Lets nobody in any more. */
  @Override
  public void close() {
    List<Socket> all;
    synchronized (this) {
      open = false;
      all = listeners;
      if (guest != null) {
        guest.close();
        guest = null;
      }
      notifyAll();
    }
    for (Socket listener : all) {
      listener.close();
    }
  }
}
