package mortise.cli.nc;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The order in which datagrams have arrived from several clients, each of which is read by a thread
 * of its own: a client reads its datagram once those before it have been dealt with, whosever they
 * were. A client is done with a datagram when it reads again, or is closed.
 */
final class ArrivalOrder {
  private final ReentrantLock lock = new ReentrantLock();

  /** The senders, one entry per datagram that has not been dealt with. Guarded by lock. */
  private final ArrayDeque<DatagramClient> senders = new ArrayDeque<>();

  /** The lock of all clients in this order, which is held for each of the other calls. */
  ReentrantLock lock() {
    return lock;
  }

  /** A datagram has arrived. */
  void arrived(DatagramClient sender) {
    senders.add(sender);
    if (senders.size() == 1) {
      sender.wake();
    }
  }

  /** Whether the next datagram is this client's. */
  boolean isNext(DatagramClient client) {
    return senders.peek() == client;
  }

  /** The client has dealt with its datagram, which was the next one. */
  void finished(DatagramClient client) {
    if (isNext(client)) {
      senders.remove();
      wakeNext();
    }
  }

  /** The client is closed, and what it has not read is lost. */
  void left(DatagramClient client) {
    senders.removeIf(sender -> sender == client);
    wakeNext();
  }

  private void wakeNext() {
    DatagramClient next = senders.peek();
    if (next != null) {
      next.wake();
    }
  }
}
