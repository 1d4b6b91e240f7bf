package mortise.net;

import mortise.sys.SysSocket;

/**
 * A socket type, socket(2): what kind of channel the socket is an end of.
 *
 * @param number the kernel's {@code SOCK_} number
 */
public record Type(int number) {
  /** A reliable stream of bytes in both directions: TCP, or a UNIX stream. */
  public static final Type STREAM = new Type(SysSocket.SOCK_STREAM);

  /** Messages of their own, with bounds kept: UDP, or UNIX datagrams. */
  public static final Type DGRAM = new Type(SysSocket.SOCK_DGRAM);

  /** The network protocol itself, raw(7). Needs the right CAP_NET_RAW. */
  public static final Type RAW = new Type(SysSocket.SOCK_RAW);

  /** A connection that keeps the bounds of messages: UNIX, vsock. */
  public static final Type SEQPACKET = new Type(SysSocket.SOCK_SEQPACKET);

  /** Reliable messages without order: TIPC. */
  public static final Type RDM = new Type(SysSocket.SOCK_RDM);

  /** The constant's name, or {@code SOCK_} and the number. */
  @Override
  public String toString() {
    return switch (number) {
      case SysSocket.SOCK_STREAM -> "SOCK_STREAM";
      case SysSocket.SOCK_DGRAM -> "SOCK_DGRAM";
      case SysSocket.SOCK_RAW -> "SOCK_RAW";
      case SysSocket.SOCK_SEQPACKET -> "SOCK_SEQPACKET";
      case SysSocket.SOCK_RDM -> "SOCK_RDM";
      default -> "SOCK_" + number;
    };
  }
}
