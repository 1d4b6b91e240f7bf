package mortise.cli.flow;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.StringTokenizer;
import java.util.function.BooleanSupplier;
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

  /** The column of proc(5) that is 0 where no process has the socket. */
  private static final int INODE = 9;

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

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
    String ends = text(remote) + ' ' + text(local) + ' ';
    // Without streams and formats, which take longer at the end of a program than all the rest.
    try (BufferedReader rows = Files.newBufferedReader(Path.of(table), US_ASCII)) {
      for (String row; (row = rows.readLine()) != null; ) {
        if (row.contains(ends) && !inode(row).equals("0")) {
          return false;
        }
      }
    }
    return true;
  }

  private static String inode(String row) {
    StringTokenizer columns = new StringTokenizer(row);
    for (int i = 0; i < INODE; i++) {
      columns.nextToken();
    }
    return columns.nextToken();
  }

  /** An address as the table has it: words of 32 bits in this machine's order. */
  private static String text(Inet address) {
    StringBuilder text = new StringBuilder();
    byte[] bytes = address.bytes();
    for (int i = 0; i < bytes.length; i += 4) {
      int word = ByteBuffer.wrap(bytes, i, 4).order(ByteOrder.nativeOrder()).getInt();
      text.append(HEX.toHexDigits(word));
    }
    return text.append(':').append(HEX.toHexDigits((short) address.port())).toString();
  }
}
