package mortise.cli.nc;

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
import mortise.net.Socket;
import mortise.net.TcpOption;
import mortise.server.Connection;

/**
 * Tells a peer that has gone from one that only sends no more: TCP says the end of its direction in
 * both cases. UNIX and vsock tell the difference at once. A TCP peer on this host is looked up in
 * the kernel's table; one elsewhere answers keepalives until its kernel has forgotten the
 * connection, a minute after its program has closed it.
 */
final class Departure {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
  private static final Duration PROBE = Duration.ofSeconds(10);
  private static final Events NOTHING = new Events(0);

  private Departure() {}

  /**
   * Waits until the peer has gone, or {@code matters} says that nobody wants to know any more.
   *
   * @return whether it has gone
   */
  static boolean await(Connection peer, BooleanSupplier matters) throws IOException {
    Socket socket = peer.socket();
    boolean tcp = socket.family().equals(Family.INET) || socket.family().equals(Family.INET6);
    if (tcp) {
      socket.option(Option.SO_KEEPALIVE, true);
      socket.option(TcpOption.TCP_KEEPIDLE, PROBE);
      socket.option(TcpOption.TCP_KEEPINTVL, PROBE);
    }
    try (Poll poll = Poll.open()) {
      poll.add(socket, NOTHING);
      while (matters.getAsBoolean()) {
        if (!socket.isOpen() || !poll.await(Deadline.in(LOOK_AGAIN)).isEmpty()) {
          return true;
        }
        if (tcp && hasLeft(socket.localAddress(), socket.peerAddress())) {
          return true;
        }
      }
    }
    return false;
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
