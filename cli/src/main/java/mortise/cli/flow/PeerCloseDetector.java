package mortise.cli.flow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.Events;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Option;
import mortise.net.Poll;
import mortise.net.Protocol;
import mortise.net.Socket;
import mortise.net.TcpOption;
import mortise.net.Type;
import mortise.server.Connection;

/**
 * Tells a peer that has closed its connection from one that has only ended its direction: TCP says
 * the same in both cases. UNIX and vsock tell the difference at once. A TCP peer on this host is
 * looked up in the kernel's table; one elsewhere answers keepalives until its kernel has forgotten
 * the connection, a minute after its program has closed it.
 */
public final class PeerCloseDetector {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

  /** The table has a row for each connection of the host, so many that wait read it seldom. */
  private static final Duration LAST_PAUSE = Duration.ofSeconds(2);

  private static final Duration PROBE = Duration.ofSeconds(10);

  /** How long Linux keeps what a program has closed while the other end has not, tcp(7). */
  private static final Duration FORGETS = Duration.ofSeconds(60);

  private static final Events NOTHING = new Events(0);

  private PeerCloseDetector() {}

  /**
   * Waits until the peer has closed the connection, or {@code matters} says that this changes
   * nothing any more.
   *
   * @return whether it has closed it
   */
  public static boolean await(Connection peer, BooleanSupplier matters) throws IOException {
    Socket socket = peer.socket();
    boolean tcp = keepAlive(socket);
    try (Poll poll = Poll.open()) {
      poll.add(socket, NOTHING);
      Duration pause = FIRST_PAUSE;
      while (matters.getAsBoolean()) {
        if (!socket.isOpen() || !poll.await(Deadline.in(pause)).isEmpty()) {
          return true;
        }
        if (tcp && hasLeft(socket.localAddress(), socket.peerAddress())) {
          return true;
        }
        pause =
            pause.multipliedBy(2).compareTo(LAST_PAUSE) < 0 ? pause.multipliedBy(2) : LAST_PAUSE;
      }
    }
    return false;
  }

  /** Whether the peer is known to have closed the connection, without a wait. */
  public static boolean hasClosed(Connection peer) {
    if (peer instanceof DescriptorConnection) {
      return false;
    }
    Socket socket = peer.socket();
    try (Poll poll = Poll.open()) {
      poll.add(socket, NOTHING);
      return !socket.isOpen()
          || !poll.await(Deadline.NOW).isEmpty()
          || isTcp(socket) && hasLeft(socket.localAddress(), socket.peerAddress());
    } catch (IOException e) {
      return !socket.isOpen();
    }
  }

  /**
   * Waits until the connection is broken: by a reset, by a peer that does not answer, or by one
   * that has closed it in order a minute ago, which is when its kernel has forgotten it. A program
   * that has got all of the input may be at work until then.
   *
   * @param matters whether this changes anything yet
   * @return whether it is broken
   */
  public static boolean awaitBroken(Connection peer, BooleanSupplier matters) throws IOException {
    Socket socket = peer.socket();
    keepAlive(socket);
    Deadline forgotten = null;
    try (Poll poll = Poll.open()) {
      poll.add(socket, NOTHING);
      while (matters.getAsBoolean()) {
        if (forgotten != null && forgotten.left().isZero() || !socket.isOpen()) {
          return true;
        }
        for (Poll.Ready ready : poll.await(Deadline.in(PROBE))) {
          if (ready.events().hasAny(Events.ERR)) {
            return true;
          }
          // Closed in order by both, or by a peer of UNIX: that is told each time.
          poll.remove(socket);
          forgotten = Deadline.in(FORGETS);
        }
      }
    }
    return false;
  }

  /** Has TCP notice that its peer is there no more. Says whether it is TCP. */
  private static boolean keepAlive(Socket socket) throws IOException {
    boolean tcp = isTcp(socket);
    if (tcp) {
      socket.option(Option.SO_KEEPALIVE, true);
      socket.option(TcpOption.TCP_KEEPIDLE, PROBE);
      socket.option(TcpOption.TCP_KEEPINTVL, PROBE);
    }
    return tcp;
  }

  private static boolean isTcp(Socket socket) {
    boolean internet = socket.family().equals(Family.INET) || socket.family().equals(Family.INET6);
    Protocol protocol = socket.protocol();
    return internet
        && socket.type().equals(Type.STREAM)
        && (protocol.number() == 0 || protocol.equals(Protocol.TCP));
  }

  /** Whether the peer is on this host, and no process has its socket any more. */
  private static boolean hasLeft(Address here, Address there) throws IOException {
    if (!(here instanceof Inet local) || !(there instanceof Inet remote)) {
      return false;
    }
    if (!local.host().equals(remote.host())) {
      return false;
    }
    String table = local instanceof Inet4 ? "/proc/net/tcp" : "/proc/net/tcp6";
    List<String> ends = List.of(text(remote), text(local));
    try (Stream<String> rows = Files.lines(Path.of(table))) {
      return rows.skip(1)
          .map(row -> row.strip().split(" +"))
          .filter(row -> ends.equals(List.of(row[1], row[2])))
          .noneMatch(row -> !row[9].equals("0"));
    }
  }

  /** An address as the table has it: words of 32 bits in this machine's order. */
  private static String text(Inet address) {
    StringBuilder text = new StringBuilder();
    byte[] bytes = address.bytes();
    for (int i = 0; i < bytes.length; i += 4) {
      int word = ByteBuffer.wrap(bytes, i, 4).order(ByteOrder.nativeOrder()).getInt();
      text.append(String.format(Locale.ROOT, "%08X", word));
    }
    return text.append(String.format(Locale.ROOT, ":%04X", address.port())).toString();
  }
}
