package mortise.testing;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import mortise.net.Address;
import mortise.net.Family;
import mortise.net.Inet4;
import mortise.net.Inet6;
import mortise.net.Platform;
import mortise.net.Socket;
import mortise.net.SocketPair;
import mortise.net.Type;
import mortise.net.Unix;

/** The kinds of channel that one machine has with itself. */
public enum Loopback {
  TCP4(Family.INET, Type.STREAM),
  TCP6(Family.INET6, Type.STREAM),
  UNIX_STREAM(Family.UNIX, Type.STREAM),
  SEQPACKET(Family.UNIX, Type.SEQPACKET),
  UDP(Family.INET, Type.DGRAM),
  UDP6(Family.INET6, Type.DGRAM),
  UNIX_DATAGRAM(Family.UNIX, Type.DGRAM);

  /** What listens, accepts and connects. */
  public static final Set<Loopback> CONNECTIONS = EnumSet.range(TCP4, SEQPACKET);

  /** What has no bounds between messages. */
  public static final Set<Loopback> STREAMS = EnumSet.range(TCP4, UNIX_STREAM);

  /** What has no connections. */
  public static final Set<Loopback> DATAGRAMS = EnumSet.range(UDP, UNIX_DATAGRAM);

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final Family family;
  private final Type type;

  Loopback(Family family, Type type) {
    this.family = family;
    this.type = type;
  }

  public Family family() {
    return family;
  }

  public boolean isStream() {
    return STREAMS.contains(this);
  }

  public boolean isDatagram() {
    return DATAGRAMS.contains(this);
  }

  public boolean isTcp() {
    return this == TCP4 || this == TCP6;
  }

  /** A socket of this kind, not bound. Skips the test where the machine has none, or no IPv6. */
  public Socket open() throws IOException {
    if (family.equals(Family.INET6)) {
      Needs.ipv6();
    }
    Needs.sockets(family, type);
    return Socket.open(family, type);
  }

  /** A loopback address that nobody has: port 0, or a new name that leaves no file. */
  public Address anywhere() {
    if (family.equals(Family.UNIX) && Platform.current() == Platform.PORTABLE) {
      return Unix.of(TemporaryName.next());
    }
    if (family.equals(Family.UNIX)) {
      long process = ProcessHandle.current().pid();
      return Unix.ofAbstract("mortise-test-" + process + "-" + NAMES.incrementAndGet());
    }
    return family.equals(Family.INET6) ? Inet6.LOOPBACK : Inet4.LOOPBACK;
  }

  /** A socket that is bound to an address of its own. */
  public Socket bound() throws IOException {
    Socket socket = open();
    try {
      socket.bind(anywhere());
      return socket;
    } catch (Throwable t) {
      socket.close();
      throw t;
    }
  }

  /** A socket that listens at an address of its own. */
  public Socket listener() throws IOException {
    return listener(16);
  }

  /** The same, with a queue of a given length. */
  public Socket listener(int backlog) throws IOException {
    Socket socket = bound();
    try {
      socket.listen(backlog);
      return socket;
    } catch (Throwable t) {
      socket.close();
      throw t;
    }
  }

  /** A socket that is connected to what listens at an address. */
  public Socket client(Address server) throws IOException {
    Socket socket = open();
    try {
      socket.connect(server);
      return socket;
    } catch (Throwable t) {
      socket.close();
      throw t;
    }
  }

  /**
   * Two sockets that are connected to each other: the client and what was accepted, or two bound
   * datagram sockets.
   */
  public SocketPair pair() throws IOException {
    return isDatagram() ? datagrams() : connection();
  }

  private SocketPair connection() throws IOException {
    try (Socket listener = listener()) {
      Socket client = client(listener.localAddress());
      try {
        return new SocketPair(client, listener.accept());
      } catch (Throwable t) {
        client.close();
        throw t;
      }
    }
  }

  private SocketPair datagrams() throws IOException {
    Socket first = bound();
    try {
      Socket second = bound();
      SocketPair pair = new SocketPair(first, second);
      try {
        first.connect(second.localAddress());
        second.connect(first.localAddress());
        return pair;
      } catch (Throwable t) {
        second.close();
        throw t;
      }
    } catch (Throwable t) {
      first.close();
      throw t;
    }
  }
}
