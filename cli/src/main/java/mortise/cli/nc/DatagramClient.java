package mortise.cli.nc;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.Socket;
import mortise.net.Unix;
import mortise.server.Connection;
import mortise.server.FilteringConnection;
import mortise.server.ReadAhead;

/**
 * One of many peers of a datagram socket, as a connection. What it sends waits here until it is
 * read, up to a bound, as it would in the kernel; what is more is lost, as it would be there.
 */
final class DatagramClient extends FilteringConnection {
  /** How many bytes may wait: what the kernel gives a socket by default, and a little. */
  private static final int ROOM = 1 << 18;

  private final Socket socket;
  private final Address address;
  private final Runnable whenClosed;
  private final ReadAhead ahead = new ReadAhead(this::take);
  private final ArrivalOrder order;
  private final ReentrantLock lock;
  private final Condition changed;

  /** Guarded by lock, as all below. */
  private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();

  private int bytesWaiting;
  private boolean open = true;

  /** Whether a datagram has been read and may not have been dealt with. */
  private boolean taken;

  private long heardAt = System.nanoTime();
  private Duration timeout;
  private Deadline deadline = Deadline.NEVER;

  /**
   * A peer that has been heard, or is about to be.
   *
   * @param order whose datagrams are read in the order of their arrival, this client's among them
   */
  DatagramClient(Socket socket, Address address, ArrivalOrder order, Runnable whenClosed) {
    super(Connection.of(socket));
    this.socket = socket;
    this.order = order;
    this.lock = order.lock();
    this.changed = lock.newCondition();
    this.address = address;
    this.whenClosed = whenClosed;
  }

  /** A datagram has come from this peer; false where it has been closed. */
  boolean heard(byte[] datagram) {
    lock.lock();
    try {
      heardAt = System.nanoTime();
      if (open
          && datagram.length > 0
          && (waiting.isEmpty() || bytesWaiting + datagram.length <= ROOM)) {
        waiting.add(datagram);
        bytesWaiting += datagram.length;
        order.arrived(this);
      }
      return open;
    } finally {
      lock.unlock();
    }
  }

  /** The time of the last datagram, {@link System#nanoTime}. */
  long heardAt() {
    lock.lock();
    try {
      return heardAt;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return length > 0 && ahead.count() > 0
        ? ahead.take(bytes, offset, length)
        : take(bytes, offset, length);
  }

  private int take(byte[] bytes, int offset, int length) throws IOException {
    lock.lock();
    try {
      finish();
      await();
      if (!isNext()) {
        return -1;
      }
      byte[] datagram = waiting.remove();
      bytesWaiting -= datagram.length;
      int count = Math.min(length, datagram.length);
      System.arraycopy(datagram, 0, bytes, offset, count);
      taken = count == datagram.length;
      if (count < datagram.length) {
        byte[] rest = java.util.Arrays.copyOfRange(datagram, count, datagram.length);
        waiting.addFirst(rest);
        bytesWaiting += rest.length;
      }
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Whether its datagram is the one to be read. Guarded by lock. */
  private boolean isNext() {
    return open && !waiting.isEmpty() && !taken && order.isNext(this);
  }

  /** A read after another one: the datagram before has been dealt with. Guarded by lock. */
  private void finish() {
    if (taken) {
      taken = false;
      order.finished(this);
    }
  }

  /** Wakes the reader. Guarded by lock. */
  void wake() {
    changed.signalAll();
  }

  /** Waits until a datagram is to be read or the peer is closed. Guarded by lock. */
  private void await() throws IOException {
    Deadline until = timeout == null ? deadline : Deadline.after(timeout).sooner(deadline);
    try {
      while (!isNext() && open) {
        if (until == Deadline.NEVER) {
          changed.await();
        } else if (!changed.await(until.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
          throw new SocketTimeoutException("nothing received from " + address + " in time");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading from " + address);
    }
  }

  @Override
  public void awaitReadable() throws IOException {
    if (ahead.count() == 0) {
      lock.lock();
      try {
        finish();
        await();
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public ReadAhead readAhead() {
    return ahead;
  }

  /** Sends a datagram. One without a name cannot be answered, and gets nothing. */
  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (!isOpen()) {
      throw new SocketException(address + " has been closed");
    }
    if (!(address instanceof Unix)) {
      socket.sendTo(ByteBuffer.wrap(bytes, offset, length), address);
    } else if (!((Unix) address).isUnnamed()) {
      sendToFile(ByteBuffer.wrap(bytes, offset, length));
    }
  }

  /** A peer whose name is unbound has disconnected. */
  private void sendToFile(ByteBuffer datagram) throws IOException {
    try {
      socket.sendTo(datagram, address);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  @Override
  public void closeWrite() {}

  @Override
  public void close() {
    lock.lock();
    try {
      if (!open) {
        return;
      }
      open = false;
      taken = false;
      order.left(this);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    whenClosed.run();
  }

  @Override
  public void abort() {
    close();
  }

  @Override
  public boolean isOpen() {
    lock.lock();
    try {
      return open;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void timeout(Duration bound) {
    lock.lock();
    try {
      timeout = bound;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void deadline(Deadline moment) {
    lock.lock();
    try {
      deadline = moment;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Address peerAddress() {
    return address;
  }

  @Override
  public Address clientAddress() {
    return address;
  }

  @Override
  public Optional<Socket> bareSocket() {
    return Optional.empty();
  }

  @Override
  public String toString() {
    return "datagrams of " + address;
  }
}
