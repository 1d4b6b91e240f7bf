package mortise.cli.nc;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mortise.cli.flow.DatagramConnection;
import mortise.net.Address;
import mortise.net.DatagramBuffer;
import mortise.net.Deadline;
import mortise.net.Flags;
import mortise.net.ReceiveResult;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.net.Unix;
import mortise.server.Connection;
import mortise.server.ResilientLoop;

/**
 * Accepts the senders of datagrams on several sockets. Of many, each is a separate client; at the
 * limit, silent clients are replaced by new ones.
 *
 * <p>The only guest of a listener without -k has the socket for itself: it is connected, so that
 * only its datagrams are received, and ICMP errors are reported.
 */
final class DatagramAcceptor implements ConnectionSource {
  private static final long SILENCE = 30_000_000_000L;

  /** Time limit in milliseconds for a rejected client to close. */
  private static final long MOMENT = 1000;

  private final NcRun session;
  private final ConnectionLimiter limiter;
  private final List<Socket> sockets;
  private final HandoffQueue<Connection> queue = new HandoffQueue<>();

  /** Guarded by this. */
  private final Map<Address, DatagramClient> present = new HashMap<>();

  private final ArrivalOrder ofAll = new ArrivalOrder();

  private volatile boolean open = true;

  DatagramAcceptor(NcRun session, ConnectionLimiter limiter, List<Socket> sockets) {
    this.session = session;
    this.limiter = limiter;
    this.sockets = sockets;
    boolean many = session.settings().listening().keepOpen();
    for (Socket socket : sockets) {
      Thread thread = new Thread(() -> listen(socket, many), "mortise-accept");
      thread.setDaemon(true);
      thread.start();
    }
  }

  @Override
  public PendingConnection next() throws IOException {
    Connection guest = queue.next();
    return () -> guest;
  }

  private void listen(Socket socket, boolean many) {
    try {
      if (many) {
        DatagramBuffer buffer = new DatagramBuffer(socket);
        new ResilientLoop("datagrams")
            .run(
                () -> open && socket.isOpen(),
                () -> receive(socket, buffer),
                received -> receive(socket, received, buffer));
      } else {
        Connection guest = first(socket);
        // The other sockets no longer receive.
        close(socket);
        queue.put(guest);
      }
    } catch (IOException e) {
      if (open && socket.isOpen()) {
        queue.fail(e);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the first permitted sender, whose datagram stays in the queue. */
  private Connection first(Socket socket) throws IOException {
    // What does not fit stays in the queue, or belongs to a datagram that is rejected.
    MemorySegment memory = MemorySegment.ofArray(new byte[1]);
    while (true) {
      Address peer = socket.recvFrom(memory, Flags.PEEK, Deadline.NEVER).sender();
      if (limiter.admit(peer)) {
        if (isNamed(peer) && connects(socket, peer)) {
          return DatagramConnection.ofListener(socket);
        }
        Address sender = peer == null ? Unix.UNNAMED : peer;
        DatagramClient guest = new DatagramClient(socket, sender, new ArrivalOrder(), () -> {});
        Thread.ofVirtual().start(() -> receiveAll(socket, guest));
        return guest;
      }
      socket.recvFrom(memory, Flags.NONE, Deadline.NEVER);
    }
  }

  /** A UNIX socket cannot be connected to a sender that has closed its own, connect(2). */
  private static boolean connects(Socket socket, Address peer) throws IOException {
    try {
      socket.connect(peer);
      return true;
    } catch (IOException e) {
      if (peer instanceof Unix) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Hears one that has closed its socket, or that has no name and with it all others that have
   * none.
   */
  private static void receiveAll(Socket socket, DatagramClient guest) {
    DatagramBuffer buffer = new DatagramBuffer(socket);
    try {
      new ResilientLoop("datagrams")
          .run(
              () -> guest.isOpen() && socket.isOpen(),
              () -> buffer.receive(Flags.NONE, Deadline.NEVER),
              received -> {
                Address sender = received.sender() == null ? Unix.UNNAMED : received.sender();
                if (sender.equals(guest.peerAddress())) {
                  guest.heard(buffer.copy(received.count()));
                }
              });
    } finally {
      guest.close();
    }
  }

  private static boolean isNamed(Address peer) {
    return peer != null && !(peer instanceof Unix unix && unix.isUnnamed());
  }

  /** The next datagram; null where there was an error in its place. */
  private ReceiveResult receive(Socket socket, DatagramBuffer buffer) throws IOException {
    try {
      return buffer.receive(Flags.NONE, Deadline.NEVER);
    } catch (IOException e) {
      if (e instanceof SocketFailure && socket.isOpen()) {
        // A peer that has gone has refused something; that is its own affair.
        session.log().debug(ErrorMessages.of(e));
        return null;
      }
      throw e;
    }
  }

  private void receive(Socket socket, ReceiveResult received, DatagramBuffer buffer) {
    if (received == null) {
      return;
    }
    Address sender = received.sender() == null ? Unix.UNNAMED : received.sender();
    byte[] datagram = buffer.copy(received.count());
    DatagramClient guest;
    do {
      guest = guest(socket, sender);
      // One that is closed at this moment makes room for a new one.
    } while (guest != null && !guest.heard(datagram));
  }

  /** The guest of an address; null where it may not come in. */
  private DatagramClient guest(Socket socket, Address address) {
    DatagramClient guest;
    boolean makesRoom;
    synchronized (this) {
      guest = present.get(address);
      if (guest != null) {
        return guest;
      }
      makesRoom = limiter.isFull() && sendOffSilent();
    }
    if (makesRoom) {
      limiter.awaitPlace(MOMENT);
    }
    if (!limiter.admit(address)) {
      return null;
    }
    DatagramClient fresh = new DatagramClient(socket, address, order(), () -> leave(address));
    synchronized (this) {
      present.put(address, fresh);
    }
    try {
      return queue.put(fresh) ? fresh : null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** Of a {@link Broadcaster} all is printed in one place; programs read each at its own pace. */
  private ArrivalOrder order() {
    NcSettings settings = session.settings();
    boolean crowd =
        settings.command().isNone() && !settings.listening().broker() && settings.proxy().isNone();
    return crowd ? ofAll : new ArrivalOrder();
  }

  /** Whether there were any. Guarded by this. */
  private boolean sendOffSilent() {
    long now = System.nanoTime();
    boolean any = false;
    for (DatagramClient guest : List.copyOf(present.values())) {
      if (now - guest.heardAt() > SILENCE) {
        guest.close();
        any = true;
      }
    }
    return any;
  }

  private synchronized void leave(Address address) {
    present.remove(address);
  }

  private void close(Socket except) {
    for (Socket socket : sockets) {
      if (socket != except) {
        socket.close();
      }
    }
  }

  @Override
  public void fail(IOException why) {
    queue.fail(why);
  }

  @Override
  public void close() {
    open = false;
    queue.close();
    close(null);
  }
}
