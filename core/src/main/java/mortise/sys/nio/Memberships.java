package mortise.sys.nio;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static mortise.sys.NetinetIn.IPPROTO_IP;
import static mortise.sys.NetinetIn.IPPROTO_IPV6;
import static mortise.sys.NetinetIn.IPV6_JOIN_GROUP;
import static mortise.sys.NetinetIn.IPV6_LEAVE_GROUP;
import static mortise.sys.NetinetIn.IP_ADD_MEMBERSHIP;
import static mortise.sys.NetinetIn.IP_ADD_SOURCE_MEMBERSHIP;
import static mortise.sys.NetinetIn.IP_BLOCK_SOURCE;
import static mortise.sys.NetinetIn.IP_DROP_MEMBERSHIP;
import static mortise.sys.NetinetIn.IP_DROP_SOURCE_MEMBERSHIP;
import static mortise.sys.NetinetIn.IP_UNBLOCK_SOURCE;
import static mortise.sys.NetinetIn.MCAST_BLOCK_SOURCE;
import static mortise.sys.NetinetIn.MCAST_JOIN_GROUP;
import static mortise.sys.NetinetIn.MCAST_JOIN_SOURCE_GROUP;
import static mortise.sys.NetinetIn.MCAST_LEAVE_GROUP;
import static mortise.sys.NetinetIn.MCAST_LEAVE_SOURCE_GROUP;
import static mortise.sys.NetinetIn.MCAST_UNBLOCK_SOURCE;
import static mortise.sys.SysErrno.EADDRINUSE;
import static mortise.sys.SysErrno.EADDRNOTAVAIL;
import static mortise.sys.SysErrno.EINVAL;
import static mortise.sys.SysErrno.ENODEV;
import static mortise.sys.SysSocket.AF_INET;
import static mortise.sys.SysSocket.AF_INET6;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;

/** The multicast groups of a UDP socket, ip(7), ipv6(7) and RFC 3678. */
final class Memberships {
  private static final int GROUP_OFFSET = 8;
  private static final int STORAGE_BYTES = 128;

  private final SocketHandle socket;

  /** Guarded by this. */
  private final List<MembershipKey> keys = new ArrayList<>();

  private enum Operation {
    JOIN,
    LEAVE,
    BLOCK,
    UNBLOCK
  }

  /**
   * A change.
   *
   * @param link null for the system's choice
   * @param source null for any
   */
  private record Change(
      Operation operation, InetAddress group, NetworkInterface link, InetAddress source) {}

  Memberships(SocketHandle socket) {
    this.socket = socket;
  }

  /** Makes a change of groups; false where the option is another one. */
  synchronized boolean set(int level, int name, MemorySegment value) throws IOException {
    DatagramChannel channel = SocketOptions.datagrams(socket);
    if (channel == null || level != IPPROTO_IP && level != IPPROTO_IPV6) {
      return false;
    }
    Change change = change(level, name, value);
    if (change == null) {
      return false;
    }
    switch (change.operation) {
      case JOIN -> join(channel, change);
      case LEAVE -> leave(change);
      case BLOCK -> member(change, false).block(change.source);
      case UNBLOCK -> member(change, false).unblock(change.source);
    }
    return true;
  }

  /** Whether it is a change of groups, which can only be set. */
  boolean knows(int level, int name) {
    if (SocketOptions.datagrams(socket) == null) {
      return false;
    }
    boolean mcast = name >= MCAST_JOIN_GROUP && name <= MCAST_LEAVE_SOURCE_GROUP;
    return socket.family == AF_INET
        ? level == IPPROTO_IP
            && (mcast || name >= IP_ADD_MEMBERSHIP && name <= IP_DROP_SOURCE_MEMBERSHIP)
        : level == IPPROTO_IPV6 && (mcast || name == IPV6_JOIN_GROUP || name == IPV6_LEAVE_GROUP);
  }

  private Change change(int level, int name, MemorySegment value) throws IOException {
    if (level == IPPROTO_IP && socket.family == AF_INET) {
      switch (name) {
        case IP_ADD_MEMBERSHIP -> {
          return ip4(Operation.JOIN, value);
        }
        case IP_DROP_MEMBERSHIP -> {
          return ip4(Operation.LEAVE, value);
        }
        case IP_ADD_SOURCE_MEMBERSHIP -> {
          return ip4Source(Operation.JOIN, value);
        }
        case IP_DROP_SOURCE_MEMBERSHIP -> {
          return ip4Source(Operation.LEAVE, value);
        }
        case IP_BLOCK_SOURCE -> {
          return ip4Source(Operation.BLOCK, value);
        }
        case IP_UNBLOCK_SOURCE -> {
          return ip4Source(Operation.UNBLOCK, value);
        }
        default -> {}
      }
    }
    if (level == IPPROTO_IPV6 && (name == IPV6_JOIN_GROUP || name == IPV6_LEAVE_GROUP)) {
      NetworkInterface link = byIndex(value.get(JAVA_INT_UNALIGNED, 16));
      Operation operation = name == IPV6_JOIN_GROUP ? Operation.JOIN : Operation.LEAVE;
      return new Change(operation, address(value, 0, 16), link, null);
    }
    return switch (name) {
      case MCAST_JOIN_GROUP -> any(Operation.JOIN, value, false);
      case MCAST_LEAVE_GROUP -> any(Operation.LEAVE, value, false);
      case MCAST_JOIN_SOURCE_GROUP -> any(Operation.JOIN, value, true);
      case MCAST_LEAVE_SOURCE_GROUP -> any(Operation.LEAVE, value, true);
      case MCAST_BLOCK_SOURCE -> any(Operation.BLOCK, value, true);
      case MCAST_UNBLOCK_SOURCE -> any(Operation.UNBLOCK, value, true);
      default -> null;
    };
  }

  /** {@code struct ip_mreq} or {@code ip_mreqn}. */
  private static Change ip4(Operation operation, MemorySegment value) throws IOException {
    check(value, 8);
    int index = value.byteSize() >= 12 ? value.get(JAVA_INT_UNALIGNED, 8) : 0;
    NetworkInterface link = index != 0 ? byIndex(index) : byAddress(address(value, 4, 4));
    return new Change(operation, address(value, 0, 4), link, null);
  }

  /** {@code struct ip_mreq_source}. */
  private static Change ip4Source(Operation operation, MemorySegment value) throws IOException {
    check(value, 12);
    NetworkInterface link = byAddress(address(value, 4, 4));
    return new Change(operation, address(value, 0, 4), link, address(value, 8, 4));
  }

  /** {@code struct group_req} or {@code group_source_req}. */
  private static Change any(Operation operation, MemorySegment value, boolean source)
      throws IOException {
    check(value, GROUP_OFFSET + (source ? 2 : 1) * STORAGE_BYTES);
    NetworkInterface link = byIndex(value.get(JAVA_INT_UNALIGNED, 0));
    InetAddress from = source ? stored(value.asSlice(GROUP_OFFSET + STORAGE_BYTES)) : null;
    return new Change(operation, stored(value.asSlice(GROUP_OFFSET)), link, from);
  }

  /** The address of a {@code sockaddr_storage}. */
  private static InetAddress stored(MemorySegment s) throws IOException {
    return switch (Addresses.family(s)) {
      case AF_INET -> address(s, 4, 4);
      case AF_INET6 -> address(s, 8, 16);
      default -> throw new ErrnoException(EADDRNOTAVAIL);
    };
  }

  private static void check(MemorySegment value, int size) throws ErrnoException {
    if (value.byteSize() < size) {
      throw new ErrnoException(EINVAL);
    }
  }

  static InetAddress address(MemorySegment s, int offset, int size) throws IOException {
    check(s, offset + size);
    byte[] bytes = new byte[size];
    MemorySegment.copy(s, JAVA_BYTE, offset, bytes, 0, size);
    return InetAddress.getByAddress(bytes);
  }

  private static NetworkInterface byIndex(int index) throws IOException {
    NetworkInterface link = index == 0 ? null : NetworkInterface.getByIndex(index);
    if (index != 0 && link == null) {
      throw new ErrnoException(ENODEV);
    }
    return link;
  }

  private static NetworkInterface byAddress(InetAddress address) throws IOException {
    if (address.isAnyLocalAddress()) {
      return null;
    }
    NetworkInterface link = NetworkInterface.getByInetAddress(address);
    if (link == null) {
      throw new ErrnoException(ENODEV);
    }
    return link;
  }

  private void join(DatagramChannel channel, Change change) throws IOException {
    if (!change.group.isMulticastAddress()) {
      throw new ErrnoException(EINVAL);
    }
    if (find(change, true) != null) {
      throw new ErrnoException(EADDRINUSE);
    }
    NetworkInterface link = change.link == null ? someLink() : change.link;
    try {
      keys.add(
          change.source == null
              ? channel.join(change.group, link)
              : channel.join(change.group, link, change.source));
    } catch (IllegalArgumentException e) {
      throw new ErrnoException(EINVAL, e.getMessage());
    } catch (IllegalStateException e) {
      throw new ErrnoException(EADDRINUSE, e.getMessage());
    }
  }

  /** NIO leaves the choice to its caller: the default for sending, else the first that can. */
  private NetworkInterface someLink() throws IOException {
    NetworkInterface chosen =
        socket.network().getOption(java.net.StandardSocketOptions.IP_MULTICAST_IF);
    if (chosen != null) {
      return chosen;
    }
    NetworkInterface loopback = null;
    Enumeration<NetworkInterface> all = NetworkInterface.getNetworkInterfaces();
    while (all.hasMoreElements()) {
      NetworkInterface each = all.nextElement();
      if (each.isUp() && each.isLoopback()) {
        loopback = each;
      } else if (each.isUp() && each.supportsMulticast()) {
        return each;
      }
    }
    if (loopback == null) {
      throw new ErrnoException(ENODEV);
    }
    return loopback;
  }

  private void leave(Change change) throws IOException {
    MembershipKey key = member(change, true);
    keys.remove(key);
    key.drop();
  }

  private MembershipKey member(Change change, boolean sameSource) throws IOException {
    MembershipKey key = find(change, sameSource);
    if (key == null) {
      throw new ErrnoException(change.operation == Operation.BLOCK ? EINVAL : EADDRNOTAVAIL);
    }
    return key;
  }

  private MembershipKey find(Change change, boolean sameSource) {
    for (MembershipKey key : keys) {
      boolean source =
          !sameSource
              ? key.sourceAddress() == null
              : java.util.Objects.equals(key.sourceAddress(), change.source);
      boolean link = change.link == null || key.networkInterface().equals(change.link);
      if (key.isValid() && key.group().equals(change.group) && link && source) {
        return key;
      }
    }
    return null;
  }
}
