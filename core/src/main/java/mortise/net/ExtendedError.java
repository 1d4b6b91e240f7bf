package mortise.net;

import mortise.sys.LinuxErrqueue;
import org.jspecify.annotations.Nullable;

/**
 * An error from the error queue: {@code struct sock_extended_err} of ip(7), enabled with {@link
 * IpOption#IP_RECVERR} and {@link Ipv6Option#IPV6_RECVERR} and received with {@link
 * Socket#recvError}. Timestamps of sent packets and the ends of zero-copy sends come the same way.
 *
 * @param errno the error; ENOMSG for timestamps, number 0 for zero-copy
 * @param origin the origin of the error: one of the constants here
 * @param type the ICMP type
 * @param code the ICMP code
 * @param info more: the path's MTU for EMSGSIZE; the first send of a zero-copy range
 * @param data more: the last send of a zero-copy range; the number of a timestamp
 * @param offender the host that reported the error, with port 0; null where none did
 */
public record ExtendedError(
    Errno errno, int origin, int type, int code, int info, int data, @Nullable Address offender)
    implements Ancillary {
  /** This host itself, such as EMSGSIZE. */
  public static final int SO_EE_ORIGIN_LOCAL = LinuxErrqueue.SO_EE_ORIGIN_LOCAL;

  /** An ICMP message. */
  public static final int SO_EE_ORIGIN_ICMP = LinuxErrqueue.SO_EE_ORIGIN_ICMP;

  /** An ICMPv6 message. */
  public static final int SO_EE_ORIGIN_ICMP6 = LinuxErrqueue.SO_EE_ORIGIN_ICMP6;

  /** The time at which a packet went, with a {@link Timestamp} beside this. */
  public static final int SO_EE_ORIGIN_TIMESTAMPING = LinuxErrqueue.SO_EE_ORIGIN_TIMESTAMPING;

  /** The kernel needs a buffer of MSG_ZEROCOPY no more. */
  public static final int SO_EE_ORIGIN_ZEROCOPY = LinuxErrqueue.SO_EE_ORIGIN_ZEROCOPY;

  /** A packet that missed its {@link TransmitTime}. */
  public static final int SO_EE_ORIGIN_TXTIME = LinuxErrqueue.SO_EE_ORIGIN_TXTIME;
}
