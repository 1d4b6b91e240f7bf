package mortise.net;

import java.util.Map;
import mortise.sys.SysSocket;

/**
 * A socket type, socket(2): what kind of channel the socket is an end of.
 *
 * <p>The flags SOCK_NONBLOCK and SOCK_CLOEXEC, which C adds to the type, are not needed here: every
 * descriptor of mortise has both, and {@link Socket#inheritable} takes the second one away. A
 * number that contains them is accepted as Python's {@code socket} accepts it: the socket's {@link
 * Socket#type} is the type without flags, and SOCK_NONBLOCK makes its {@link Socket#timeout} zero.
 *
 * @param number the kernel's {@code SOCK_} number
 */
public record Type(int number) {
  /** A reliable stream of bytes in both directions: TCP, or a UNIX stream. */
  public static final Type STREAM = new Type(SysSocket.SOCK_STREAM);

  /** Messages of their own, with bounds kept: UDP, or UNIX datagrams. */
  public static final Type DGRAM = new Type(SysSocket.SOCK_DGRAM);

  /** The network protocol itself, raw(7). Requires CAP_NET_RAW. */
  public static final Type RAW = new Type(SysSocket.SOCK_RAW);

  /** Reliable messages without order: TIPC. */
  public static final Type RDM = new Type(SysSocket.SOCK_RDM);

  /** A connection that keeps the bounds of messages: UNIX, vsock, RDS, Bluetooth. */
  public static final Type SEQPACKET = new Type(SysSocket.SOCK_SEQPACKET);

  /** Datagrams with congestion control; gone since Linux 6.16. */
  public static final Type DCCP = new Type(SysSocket.SOCK_DCCP);

  /** The old way to the link layer; {@link Family#PACKET} is the new one. */
  public static final Type PACKET = new Type(SysSocket.SOCK_PACKET);

  /** A flag in the number of a type: the socket's timeout is zero. */
  public static final int SOCK_NONBLOCK = SysSocket.SOCK_NONBLOCK;

  /** A flag in the number of a type: the descriptor is closed on exec, as all of mortise are. */
  public static final int SOCK_CLOEXEC = SysSocket.SOCK_CLOEXEC;

  private static final int FLAGS = SysSocket.SOCK_NONBLOCK | SysSocket.SOCK_CLOEXEC;

  /** The type without SOCK_NONBLOCK and SOCK_CLOEXEC. */
  Type withoutFlags() {
    return (number & FLAGS) == 0 ? this : new Type(number & ~FLAGS);
  }

  /** Whether the number contains SOCK_NONBLOCK. */
  boolean isNonBlocking() {
    return (number & SysSocket.SOCK_NONBLOCK) != 0;
  }

  private static final class Table {
    static final Map<Integer, String> NAMES =
        ConstantNames.ofConstants(Type.class, "SOCK_", Type::number);
  }

  /**
   * The constant's name, such as {@code SOCK_STREAM}, or {@code SOCK_} and the number; with flags
   * {@code SOCK_STREAM|SOCK_CLOEXEC}.
   */
  @Override
  public String toString() {
    int plain = number & ~FLAGS;
    String name = Table.NAMES.get(plain);
    return (name == null ? "SOCK_" + plain : name)
        + (isNonBlocking() ? "|SOCK_NONBLOCK" : "")
        + ((number & SysSocket.SOCK_CLOEXEC) == 0 ? "" : "|SOCK_CLOEXEC");
  }

  // A record's own are made at run time, by some ten classes more, when a program starts.

  @Override
  public boolean equals(Object other) {
    return other instanceof Type that && number == that.number;
  }

  @Override
  public int hashCode() {
    return number;
  }
}
