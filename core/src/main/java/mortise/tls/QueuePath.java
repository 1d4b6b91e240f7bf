package mortise.tls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.Socket;

/**
 * The datagrams of one of many peers of a socket. Another thread receives for all of them and puts
 * each datagram into its peer's queue.
 */
final class QueuePath implements DatagramPath {
  /** The maximum number of queued datagrams; further ones are dropped. */
  private static final int LONGEST = 64;

  private static final byte[] END = {};

  private final Socket socket;
  private final Address peer;
  private final Consumer<QueuePath> departure;
  private final BlockingQueue<byte[]> arrived = new ArrayBlockingQueue<>(LONGEST);
  private volatile boolean closed;
  private volatile long heard = System.nanoTime();

  QueuePath(Socket socket, Address peer, Consumer<QueuePath> departure) {
    this.socket = socket;
    this.peer = peer;
    this.departure = departure;
  }

  /** Adds a datagram of the peer to the queue. */
  void arrive(byte[] datagram) {
    heard = System.nanoTime();
    if (!closed && datagram.length > 0) {
      arrived.offer(datagram);
    }
  }

  /** The time since the last datagram of the peer, in nanoseconds. */
  long silence() {
    return System.nanoTime() - heard;
  }

  @Override
  public void send(ByteBuffer datagram) throws IOException {
    if (closed) {
      throw new SocketException("send: the connection is closed");
    }
    socket.sendTo(datagram, peer);
  }

  @Override
  public void receive(ByteBuffer into, Deadline deadline) throws IOException {
    byte[] datagram = closed ? END : take(deadline);
    if (datagram == END) {
      throw new SocketException("receive: the connection is closed");
    }
    into.clear().put(datagram).flip();
  }

  private byte[] take(Deadline deadline) throws IOException {
    try {
      byte[] datagram = arrived.poll(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
      if (datagram == null) {
        throw new SocketTimeoutException("receive: timed out, nothing from " + peer);
      }
      return datagram;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("receive: the thread was interrupted");
    }
  }

  @Override
  public Address peer() {
    return peer;
  }

  @Override
  public void close() {
    closed = true;
    arrived.clear();
    arrived.offer(END);
    departure.accept(this);
  }
}
