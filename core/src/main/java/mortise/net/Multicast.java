package mortise.net;

import java.io.IOException;
import java.net.NetworkInterface;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A multicast group to join, to leave, or of which to block a source, RFC 3678: {@code
 * Multicast.of("239.1.2.3").on("eth0")}.
 *
 * @param group the group's address; its port means nothing
 * @param source the one sender that is meant, or null for all
 * @param index the interface to receive on; 0 lets the routes choose one
 */
public record Multicast(Inet group, @Nullable Inet source, int index) {
  public Multicast {
    boolean is =
        switch (group) {
          case Inet4 v4 -> v4.bits() >>> 28 == 0xe;
          case Inet6 v6 -> v6.high() >>> 56 == 0xff;
        };
    if (!is) {
      throw new IllegalArgumentException(group.host() + " is not a multicast address");
    }
    if (source != null && !source.family().equals(group.family())) {
      throw new IllegalArgumentException(
          "source " + source.host() + " is not of the family of group " + group.host());
    }
    if (index < 0) {
      throw new IllegalArgumentException("interface index " + index + " is negative");
    }
  }

  /** All datagrams of a group, on the interface of the routing table or of an IPv6 scope. */
  public static Multicast of(Inet group) {
    return new Multicast(group, null, group instanceof Inet6 v6 ? v6.scope() : 0);
  }

  /** A group by its numeric address. */
  public static Multicast of(String group) {
    return of(Inet.of(group, 0));
  }

  /** Only what {@code source} sends. */
  public Multicast from(Inet source) {
    return new Multicast(group, Objects.requireNonNull(source, "source"), index);
  }

  /** On the interface of an index. */
  public Multicast on(int index) {
    return new Multicast(group, source, index);
  }

  /**
   * On the interface of a name.
   *
   * @throws java.net.SocketException when there is none (ENODEV)
   */
  public Multicast on(String name) throws IOException {
    return on(Interfaces.nameToIndex(name));
  }

  /**
   * On the interface that has an address.
   *
   * @throws IllegalArgumentException when none has it
   */
  public Multicast on(Inet address) throws IOException {
    NetworkInterface found = NetworkInterface.getByInetAddress(address.toJava().getAddress());
    if (found == null) {
      throw new IllegalArgumentException("no interface has the address " + address.host());
    }
    return on(found.getIndex());
  }

  private boolean isInet4() {
    return group instanceof Inet4;
  }

  /** The option for the kernel; an IPv6 socket may join groups of both families. */
  Option<Multicast> join() {
    if (source != null) {
      return isInet4() ? IpOption.MCAST_JOIN_SOURCE_GROUP : Ipv6Option.MCAST_JOIN_SOURCE_GROUP;
    }
    return isInet4() ? IpOption.MCAST_JOIN_GROUP : Ipv6Option.MCAST_JOIN_GROUP;
  }

  Option<Multicast> leave() {
    if (source != null) {
      return isInet4() ? IpOption.MCAST_LEAVE_SOURCE_GROUP : Ipv6Option.MCAST_LEAVE_SOURCE_GROUP;
    }
    return isInet4() ? IpOption.MCAST_LEAVE_GROUP : Ipv6Option.MCAST_LEAVE_GROUP;
  }

  Option<Multicast> block() {
    return isInet4() ? IpOption.MCAST_BLOCK_SOURCE : Ipv6Option.MCAST_BLOCK_SOURCE;
  }

  Option<Multicast> unblock() {
    return isInet4() ? IpOption.MCAST_UNBLOCK_SOURCE : Ipv6Option.MCAST_UNBLOCK_SOURCE;
  }

  /** {@code 239.1.2.3 from 10.0.0.1 on 2}. */
  @Override
  public String toString() {
    return group.host()
        + (source == null ? "" : " from " + source.host())
        + (index == 0 ? "" : " on " + index);
  }
}
