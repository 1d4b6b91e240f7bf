package mortise.proxy;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mortise.net.Deadline;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Inet6;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.server.Connection;
import mortise.server.ResilientLoop;

/**
 * UDP ASSOCIATE of a SOCKS5 server, RFC 1928 section 7: datagrams of one client, for as long as the
 * connection lives by which it asked for that.
 *
 * <p>The client is the host at the other end of that connection, with the port that its first
 * datagram comes from. Only hosts that received a datagram may reply. What cannot be passed on is
 * dropped, as a network does.
 */
final class SocksAssociation {
  private static final int LONGEST_DATAGRAM = 1 << 16;

  /** How many correspondents are remembered; the one that was written to longest ago is not. */
  private static final int MOST_KNOWN = 1024;

  private final ProxySettings settings;
  private final Inet clientHost;
  private final Socket inside;

  /** A socket for each family that a datagram went to. Guarded by this, as the next two. */
  private final Map<Family, Socket> outside = new LinkedHashMap<>();

  private final List<Thread> threads = new ArrayList<>();
  private boolean closed;

  /** Where the client's datagrams come from, once one has come; its port is 0 until then. */
  private volatile Inet client;

  /** Guarded by itself. */
  private final Map<Inet, Boolean> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Inet, Boolean> eldest) {
          return size() > MOST_KNOWN;
        }
      };

  private SocksAssociation(ProxySettings settings, Inet clientHost, int port, Socket inside) {
    this.settings = settings;
    this.clientHost = clientHost;
    this.client = clientHost.withPort(port);
    this.inside = inside;
  }

  /**
   * Serves a client until it ends the connection.
   *
   * @param from the source address that the client has announced; only its port matters
   */
  static void serve(Connection connection, Target from, ProxySettings settings) throws IOException {
    if (!(connection.localAddress() instanceof Inet here)
        || !(connection.peerAddress() instanceof Inet there)) {
      connection.write(SocksReplies.VERSION5.refusal(Socks5.Reply.FAILURE));
      return;
    }
    Inet local = Targets.unmapped(here);
    try (Socket inside = Socket.open(local.family(), Type.DGRAM)) {
      inside.bind(local.withPort(0));
      SocksAssociation association =
          new SocksAssociation(settings, Targets.unmapped(there), from.port(), inside);
      association.serve(connection);
    }
  }

  private void serve(Connection connection) throws IOException {
    try {
      start(this::passOut);
      connection.write(SocksReplies.VERSION5.success((Inet) inside.localAddress()));
      connection.timeout(null);
      byte[] ignored = new byte[64];
      while (connection.read(ignored) > 0) {
        // The connection carries no data, only its end.
      }
    } finally {
      close();
    }
  }

  private synchronized void start(Runnable pump) {
    threads.add(Thread.ofVirtual().name("mortise-associate").start(pump));
  }

  private void close() {
    List<Thread> all;
    synchronized (this) {
      closed = true;
      inside.close();
      outside.values().forEach(Socket::close);
      all = List.copyOf(threads);
    }
    for (Thread thread : all) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** No datagram, and nothing that becomes of it, ends the association. */
  private void passOut() {
    ByteBuffer room = ByteBuffer.allocate(LONGEST_DATAGRAM);
    new ResilientLoop("socks")
        .run(
            inside::isOpen,
            () -> Targets.unmapped(receive(inside, room)),
            sender -> passOut(sender, room.flip()));
  }

  private static Inet receive(Socket from, ByteBuffer room) throws IOException {
    if (from.recvFrom(room.clear()) instanceof Inet sender) {
      return sender;
    }
    throw new AssertionError("a datagram of UDP without a sender");
  }

  private void passOut(Inet sender, ByteBuffer datagram) throws IOException {
    boolean fits = client.port() == 0 || client.port() == sender.port();
    if (!fits || !sender.host().equals(clientHost.host())) {
      return;
    }
    try {
      SocksDatagram out = SocksDatagram.decode(datagram);
      client = sender;
      send(out);
    } catch (ProtocolException e) {
      // No datagram of SOCKS5.
    }
  }

  private void send(SocksDatagram datagram) throws IOException {
    try {
      Inet to =
          settings
              .targets()
              .resolve(datagram.target(), Type.DGRAM, Deadline.after(settings.header()))
              .getFirst();
      Socket socket = outside(to.family());
      synchronized (known) {
        known.put(to, true);
      }
      socket.sendTo(datagram.data(), to);
    } catch (IllegalArgumentException e) {
      // A name that is none.
    } catch (IOException e) {
      if (!inside.isOpen()) {
        throw e;
      }
    }
  }

  private synchronized Socket outside(Family family) throws IOException {
    Socket there = outside.get(family);
    if (there != null) {
      return there;
    }
    if (closed) {
      throw new SocketTimeoutException("the association has ended");
    }
    Socket made = Socket.open(family, Type.DGRAM);
    outside.put(family, made);
    made.bind((family.equals(Family.INET) ? Inet4.ANY : Inet6.ANY).withPort(0));
    start(() -> passIn(made));
    return made;
  }

  private void passIn(Socket from) {
    ByteBuffer room = ByteBuffer.allocate(LONGEST_DATAGRAM);
    new ResilientLoop("socks")
        .run(
            () -> from.isOpen() && inside.isOpen(),
            () -> receive(from, room),
            sender -> passIn(sender, room));
  }

  private void passIn(Inet sender, ByteBuffer datagram) {
    if (!isKnown(sender)) {
      return;
    }
    byte[] data = Arrays.copyOf(datagram.array(), datagram.position());
    try {
      inside.sendTo(new SocksDatagram(Target.of(sender), data).encode(), client);
    } catch (IOException e) {
      // Lost, as a network loses one.
    }
  }

  private boolean isKnown(Inet sender) {
    synchronized (known) {
      return known.containsKey(sender);
    }
  }
}
