package mortise.diag;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import mortise.net.Address;
import mortise.net.Family;
import mortise.net.Protocol;
import mortise.net.TcpInfo;
import mortise.net.TcpState;
import mortise.net.Type;

/**
 * A socket of any process as the kernel lists it, sock_diag(7). {@link KernelSockets} reads them.
 *
 * @param family its family
 * @param type its type
 * @param protocol its protocol; of netlink the bus, of packet sockets the EtherType
 * @param state where it is in its life; sockets without connections are {@link TcpState#CLOSE}
 *     until they have a peer
 * @param local where it is bound
 * @param peer the peer's address, or the family's unspecified address if unknown
 * @param queues what waits in it
 * @param holder whose it is
 * @param timer what it waits for; empty for nothing
 * @param link the interface that it is bound to, 0 for none
 * @param details what only some kinds have
 */
public record KernelSocket(
    Family family,
    Type type,
    Protocol protocol,
    TcpState state,
    Address local,
    Address peer,
    Queues queues,
    Holder holder,
    Optional<Timer> timer,
    int link,
    Details details) {

  /**
   * What waits in a socket. Of a listener it is connections: those that wait to be accepted, and
   * how many may; for received UNIX datagrams the kernel counts messages.
   *
   * @param received bytes that were not read yet
   * @param sent bytes that the peer has not acknowledged, or not read
   */
  public record Queues(long received, long sent) {
    static final Queues UNKNOWN = new Queues(0, 0);
  }

  /**
   * Whose a socket is. Processes show the inode: {@code /proc/PID/fd} has {@code socket:[inode]}.
   *
   * @param inode 0 when no descriptor refers to it any more
   * @param cookie names the socket for as long as the system runs
   * @param user the user's number; -1 if the kernel reports none
   */
  public record Holder(long inode, long cookie, long user) {}

  /**
   * A running timer of TCP.
   *
   * @param kind what it is for
   * @param remaining the time until it expires
   * @param count how often it expired without an answer
   */
  public record Timer(Kind kind, Duration remaining, int count) {
    /** What a timer is for. */
    public enum Kind {
      /** Something is to be sent again. */
      RETRANSMISSION,
      /** The peer is to be asked whether it is there. */
      KEEPALIVE,
      /** The end of TIME_WAIT. */
      TIME_WAIT,
      /** The peer is to be asked for room in its window. */
      PROBE
    }
  }

  /**
   * What only some kinds of sockets have.
   *
   * @param tcp how a connection of TCP fares, where it was asked for
   * @param congestion the congestion control of TCP, empty otherwise
   * @param peerInode the inode of the other end of a UNIX connection
   * @param waiting the inodes of the sockets in the queue of a UNIX listener
   * @param onlyIp6 whether an IPv6 socket excludes IPv4 traffic; known for sockets without a peer
   * @param directions which directions were shut down: 1 no more comes, 2 no more goes, 3 both
   */
  public record Details(
      Optional<TcpInfo> tcp,
      String congestion,
      OptionalLong peerInode,
      List<Long> waiting,
      boolean onlyIp6,
      int directions) {
    static final Details NONE =
        new Details(Optional.empty(), "", OptionalLong.empty(), List.of(), false, 0);

    public Details {
      waiting = List.copyOf(waiting);
    }
  }
}
