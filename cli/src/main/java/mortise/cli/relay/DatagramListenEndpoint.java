package mortise.cli.relay;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import mortise.net.Address;
import mortise.net.DatagramBuffer;
import mortise.net.Deadline;
import mortise.net.Flags;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.server.AccessList;
import mortise.server.Connection;
import mortise.server.FilteringConnection;
import mortise.server.ResilientLoop;

/**
 * An address that receives datagrams. Each sender is a connection; all share the socket, from which
 * one thread receives and dispatches.
 */
final class DatagramListenEndpoint implements RelayEndpoint {

  /** The queue length per sender; further datagrams are dropped, as by a full socket buffer. */
  private static final int WAITING = 1024;

  private static final Duration SESSION = Duration.ofSeconds(60);

  private final AddressSpec spec;
  private final AccessList access;
  private final Socket socket;
  private final Duration session;

  /** The open connections by sender. Guarded by itself. */
  private final Map<Address, Sender> senders = new HashMap<>();

  private final BlockingQueue<Sender> fresh = new ArrayBlockingQueue<>(WAITING);
  private final AtomicLong denied = new AtomicLong();
  private volatile IOException failure;
  private volatile boolean closed;

  DatagramListenEndpoint(AddressSpec spec) throws IOException {
    this.spec = spec;
    OptionValues values = new OptionValues(spec);
    SocketSetup setup = new SocketSetup(spec);
    this.access = ListenEndpoint.access(spec);
    boolean forgets = spec.has(AddressOption.FORK) || spec.has(AddressOption.SESSION);
    this.session =
        forgets ? values.time(AddressOption.SESSION).orElse(SESSION) : Duration.ofDays(365);
    this.socket =
        spec.kind() == AddressKind.UNIX_DATAGRAM_AT
            ? ListenEndpoint.unix(spec, values, setup, Type.DGRAM)
            : ListenEndpoint.internet(spec, values, setup, Type.DGRAM);
    Thread.ofVirtual().name("relay-datagrams").start(this::take);
  }

  private void take() {
    try {
      DatagramBuffer buffer = new DatagramBuffer(socket);
      new ResilientLoop("relay")
          .run(
              socket::isOpen,
              () -> buffer.receive(Flags.NONE, Deadline.NEVER),
              received -> put(received.sender(), buffer.copy(received.count())));
    } finally {
      failure = new SocketException("the socket is closed");
      synchronized (senders) {
        senders.values().forEach(Sender::wake);
      }
      fresh.offer(new Sender(Unix.UNNAMED)); // wakes a thread in next(), which sees the failure
    }
  }

  private void put(Address from, byte[] message) {
    if (!access.permits(from)) {
      denied.incrementAndGet();
      return;
    }
    synchronized (senders) {
      Sender sender = senders.get(from);
      if (sender != null) {
        sender.messages.offer(message);
      } else if (!closed) {
        Sender other = new Sender(from);
        other.messages.offer(message);
        // With a full backlog the datagram is dropped, and the sender may retry.
        if (fresh.offer(other)) {
          senders.put(from, other);
        }
      }
    }
  }

  private void forget(Sender sender) {
    boolean last;
    synchronized (senders) {
      senders.remove(sender.address, sender);
      last = closed && senders.isEmpty();
    }
    if (last) {
      socket.close();
    }
  }

  @Override
  public Offer next() throws IOException {
    try {
      Sender sender = fresh.take();
      if (failure != null) {
        throw failure;
      }
      return new Offer() {
        @Override
        public RelaySide open() {
          return RelaySide.of(sender, spec);
        }

        @Override
        public void decline() {
          sender.close();
        }
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a datagram");
    }
  }

  @Override
  public long denied() {
    return denied.get();
  }

  @Override
  public boolean listens() {
    return true;
  }

  @Override
  public String notice() {
    try {
      return "listening at " + socket.localAddress();
    } catch (IOException e) {
      return "";
    }
  }

  /** Accepts no more senders; the last open connection closes the socket. */
  @Override
  public void close() {
    boolean last;
    synchronized (senders) {
      closed = true;
      last = senders.isEmpty();
    }
    if (last) {
      socket.close();
    }
  }

  /** A connection to one sender: its queued datagrams, and replies to its address. */
  private final class Sender extends FilteringConnection {
    private static final byte[] NOTHING = {};

    private final Address address;
    private final BlockingQueue<byte[]> messages = new ArrayBlockingQueue<>(WAITING);
    private volatile boolean over;

    Sender(Address address) {
      super(Connection.of(socket));
      this.address = address;
    }

    private void wake() {
      messages.offer(NOTHING);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        byte[] message = messages.poll(session.toNanos(), TimeUnit.NANOSECONDS);
        if (over || message == null) {
          return -1;
        }
        if (failure != null) {
          throw failure;
        }
        // The policy reads with room for any message.
        int count = Math.min(length, message.length);
        System.arraycopy(message, 0, bytes, offset, count);
        return count;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for a datagram");
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      MemorySegment message = MemorySegment.ofArray(bytes).asSlice(offset, length);
      socket.sendTo(message, Flags.NONE, address, Deadline.NEVER);
    }

    @Override
    public void closeWrite() {}

    @Override
    public void close() {
      over = true;
      wake();
      forget(this);
    }

    @Override
    public void abort() {
      close();
    }

    @Override
    public Address peerAddress() {
      return address;
    }

    @Override
    public Address clientAddress() {
      return address;
    }
  }
}
