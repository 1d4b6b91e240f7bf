package mortise.cli.watch;

import java.io.IOException;
import java.util.Optional;
import mortise.cli.flow.Direction;
import mortise.cli.flow.Watcher;
import mortise.net.Address;
import mortise.net.Errno;
import mortise.net.SocketFailure;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.server.Connection;
import mortise.server.TlsInfo;

/**
 * One conversation of a capture. A stream becomes a conversation of TCP, with the handshake, every
 * byte acknowledged at once, and the end of each way; datagrams become UDP.
 */
final class CapturedConversation implements Watcher {
  private final Capture capture;
  private final Initiator origin;
  private final long number;

  /** What is below is guarded by this. */
  private PacketEndpoints outwards;

  private boolean datagrams;

  /** Waits for the first packet. */
  private String comment;

  /** The next sequence number of each side, and whether it has ended its way. */
  private final int[] next = new int[Direction.values().length];

  private final boolean[] ended = new boolean[Direction.values().length];

  CapturedConversation(Capture capture, Initiator origin, long number) {
    this.capture = capture;
    this.origin = origin;
    this.number = number;
  }

  @Override
  public boolean looks() {
    return true;
  }

  @Override
  public void opened(Connection peer) throws IOException {
    opened(peer.localAddress(), peer.peerAddress(), areDatagrams(peer), peer.tls());
  }

  /** Begins with the facts of a connection, which may be over. */
  synchronized void opened(
      Address local, Address remote, boolean messages, Optional<TlsInfo> agreed)
      throws IOException {
    outwards = PacketEndpoints.of(local, remote, number);
    datagrams = messages;
    comment = comment(agreed, local, remote);
    if (!datagrams) {
      // Numbers that differ between conversations: the same ports may come again in one file.
      next[Direction.SENT.ordinal()] = (int) (number * 2_000_003);
      next[Direction.RECEIVED.ordinal()] = (int) (number * 2_000_003 + 1_000_003);
      Direction first = origin == Initiator.DIALLED ? Direction.SENT : Direction.RECEIVED;
      segment(first, PacketBuilder.SYN);
      segment(other(first), PacketBuilder.SYN | PacketBuilder.ACK);
      segment(first, PacketBuilder.ACK);
    }
  }

  private static boolean areDatagrams(Connection peer) {
    try {
      return peer.socket().type().equals(Type.DGRAM);
    } catch (IllegalStateException e) {
      // Pipes, files and terminals have no socket.
      return false;
    }
  }

  /** The information that the packets lack; null if complete. */
  private static String comment(Optional<TlsInfo> agreed, Address local, Address remote) {
    String ends =
        PacketEndpoints.areInternet(local, remote)
            ? ""
            : "the addresses are synthetic: this side is "
                + name(local)
                + ", the peer is "
                + name(remote);
    String tls =
        agreed
            .map(facts -> "decrypted: " + facts.protocol() + " " + facts.cipherSuite())
            .orElse("");
    String both = ends.isEmpty() || tls.isEmpty() ? ends + tls : ends + "; " + tls;
    return both.isEmpty() ? null : both;
  }

  private static String name(Address address) {
    return address.equals(Unix.UNNAMED) ? "an unnamed UNIX socket" : address.toString();
  }

  @Override
  public synchronized void bytes(Direction way, byte[] bytes, int offset, int count)
      throws IOException {
    if (outwards == null) {
      return;
    }
    int most = datagrams ? PacketBuilder.MOST_OF_DATAGRAM : PacketBuilder.MOST;
    if (datagrams && count > most && comment == null) {
      // A UNIX datagram may be longer than IP's.
      comment = "the first of several packets that are one datagram of " + count + " bytes";
    }
    int done = 0;
    do {
      int part = Math.min(most, count - done);
      if (datagrams) {
        datagram(way, bytes, offset + done, part);
      } else if (part > 0) {
        segment(way, PacketBuilder.PSH | PacketBuilder.ACK, bytes, offset + done, part);
        segment(other(way), PacketBuilder.ACK);
      }
      done += part;
    } while (done < count);
  }

  @Override
  public synchronized void ended(Direction way) throws IOException {
    if (outwards != null && !datagrams && !ended[way.ordinal()]) {
      segment(way, PacketBuilder.FIN | PacketBuilder.ACK);
      segment(other(way), PacketBuilder.ACK);
      ended[way.ordinal()] = true;
    }
  }

  @Override
  public synchronized void closed(Connection peer, IOException failure) throws IOException {
    if (outwards == null || datagrams) {
      return;
    }
    boolean over = ended[0] && ended[1];
    if (!over && failure instanceof SocketFailure f && isReset(f.errno())) {
      segment(Direction.RECEIVED, PacketBuilder.RST | PacketBuilder.ACK);
    } else {
      ended(Direction.SENT);
      ended(Direction.RECEIVED);
    }
    outwards = null;
  }

  private static boolean isReset(Errno errno) {
    return errno.equals(Errno.ECONNRESET) || errno.equals(Errno.EPIPE);
  }

  private static Direction other(Direction way) {
    return way == Direction.SENT ? Direction.RECEIVED : Direction.SENT;
  }

  private void segment(Direction way, int flags) throws IOException {
    segment(way, flags, new byte[0], 0, 0);
  }

  private void segment(Direction way, int flags, byte[] bytes, int offset, int count)
      throws IOException {
    int sequence = next[way.ordinal()];
    int acknowledged = (flags & PacketBuilder.ACK) == 0 ? 0 : next[other(way).ordinal()];
    PacketBuilder.Segment segment = new PacketBuilder.Segment(flags, sequence, acknowledged);
    capture.write(
        direction(way),
        takeComment(),
        out -> PacketBuilder.tcp(out, ends(way), segment, bytes, offset, count));
    boolean numbered = (flags & (PacketBuilder.SYN | PacketBuilder.FIN)) != 0;
    next[way.ordinal()] += count + (numbered ? 1 : 0);
  }

  private void datagram(Direction way, byte[] bytes, int offset, int count) throws IOException {
    capture.write(
        direction(way),
        takeComment(),
        out -> PacketBuilder.udp(out, ends(way), bytes, offset, count));
  }

  private PacketEndpoints ends(Direction way) {
    return way == Direction.SENT ? outwards : outwards.reversed();
  }

  private static Pcapng.Direction direction(Direction way) {
    return way == Direction.SENT ? Pcapng.Direction.OUTBOUND : Pcapng.Direction.INBOUND;
  }

  private String takeComment() {
    String told = comment;
    comment = null;
    return told;
  }
}
