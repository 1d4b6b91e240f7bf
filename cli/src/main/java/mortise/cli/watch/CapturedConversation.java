package mortise.cli.watch;

import java.io.IOException;
import mortise.cli.flow.Watcher;
import mortise.cli.flow.Way;
import mortise.net.Address;
import mortise.net.Errno;
import mortise.net.SocketFailure;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.server.Connection;

/**
 * One conversation of a capture. A stream becomes a conversation of TCP, with the handshake, every
 * byte acknowledged at once, and the end of each way; datagrams become UDP.
 */
final class CapturedConversation implements Watcher {
  private final Capture capture;
  private final Origin origin;
  private final long number;

  /** What is below is guarded by this. */
  private Ends outwards;

  private boolean datagrams;

  /** Waits for the first packet. */
  private String comment;

  /** The next sequence number of each side, and whether it has ended its way. */
  private final int[] next = new int[Way.values().length];

  private final boolean[] ended = new boolean[Way.values().length];

  CapturedConversation(Capture capture, Origin origin, long number) {
    this.capture = capture;
    this.origin = origin;
    this.number = number;
  }

  @Override
  public boolean looks() {
    return true;
  }

  @Override
  public synchronized void opened(Connection peer) throws IOException {
    Address local = peer.localAddress();
    Address remote = peer.peerAddress();
    outwards = Ends.of(local, remote, number);
    datagrams = areDatagrams(peer);
    comment = comment(peer, local, remote);
    if (!datagrams) {
      // Numbers that differ between conversations: the same ports may come again in one file.
      next[Way.SENT.ordinal()] = (int) (number * 2_000_003);
      next[Way.RECEIVED.ordinal()] = (int) (number * 2_000_003 + 1_000_003);
      Way first = origin == Origin.DIALLED ? Way.SENT : Way.RECEIVED;
      segment(first, Packets.SYN);
      segment(other(first), Packets.SYN | Packets.ACK);
      segment(first, Packets.ACK);
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
  private static String comment(Connection peer, Address local, Address remote) {
    String ends =
        Ends.areInternet(local, remote)
            ? ""
            : "the addresses are synthetic: this side is "
                + name(local)
                + ", the peer is "
                + name(remote);
    String tls =
        peer.tls()
            .map(facts -> "decrypted: " + facts.protocol() + " " + facts.cipherSuite())
            .orElse("");
    String both = ends.isEmpty() || tls.isEmpty() ? ends + tls : ends + "; " + tls;
    return both.isEmpty() ? null : both;
  }

  private static String name(Address address) {
    return address.equals(Unix.UNNAMED) ? "an unnamed UNIX socket" : address.toString();
  }

  @Override
  public synchronized void bytes(Way way, byte[] bytes, int offset, int count) throws IOException {
    if (outwards == null) {
      return;
    }
    int most = datagrams ? Packets.MOST_OF_DATAGRAM : Packets.MOST;
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
        segment(way, Packets.PSH | Packets.ACK, bytes, offset + done, part);
        segment(other(way), Packets.ACK);
      }
      done += part;
    } while (done < count);
  }

  @Override
  public synchronized void ended(Way way) throws IOException {
    if (outwards != null && !datagrams && !ended[way.ordinal()]) {
      segment(way, Packets.FIN | Packets.ACK);
      segment(other(way), Packets.ACK);
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
      segment(Way.RECEIVED, Packets.RST | Packets.ACK);
    } else {
      ended(Way.SENT);
      ended(Way.RECEIVED);
    }
    outwards = null;
  }

  private static boolean isReset(Errno errno) {
    return errno.equals(Errno.ECONNRESET) || errno.equals(Errno.EPIPE);
  }

  private static Way other(Way way) {
    return way == Way.SENT ? Way.RECEIVED : Way.SENT;
  }

  private void segment(Way way, int flags) throws IOException {
    segment(way, flags, new byte[0], 0, 0);
  }

  private void segment(Way way, int flags, byte[] bytes, int offset, int count) throws IOException {
    int sequence = next[way.ordinal()];
    int acknowledged = (flags & Packets.ACK) == 0 ? 0 : next[other(way).ordinal()];
    Packets.Segment segment = new Packets.Segment(flags, sequence, acknowledged);
    capture.write(
        direction(way),
        takeComment(),
        out -> Packets.tcp(out, ends(way), segment, bytes, offset, count));
    boolean numbered = (flags & (Packets.SYN | Packets.FIN)) != 0;
    next[way.ordinal()] += count + (numbered ? 1 : 0);
  }

  private void datagram(Way way, byte[] bytes, int offset, int count) throws IOException {
    capture.write(
        direction(way), takeComment(), out -> Packets.udp(out, ends(way), bytes, offset, count));
  }

  private Ends ends(Way way) {
    return way == Way.SENT ? outwards : outwards.reversed();
  }

  private static Pcapng.Direction direction(Way way) {
    return way == Way.SENT ? Pcapng.Direction.OUTBOUND : Pcapng.Direction.INBOUND;
  }

  private String takeComment() {
    String told = comment;
    comment = null;
    return told;
  }
}
