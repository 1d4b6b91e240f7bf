package mortise.net;

import java.lang.foreign.MemorySegment;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.function.BiConsumer;
import mortise.sys.struct.GroupReq;
import mortise.sys.struct.GroupSourceReq;
import mortise.sys.struct.IpMreqSource;
import mortise.sys.struct.IpMreqn;
import mortise.sys.struct.Ipv6Mreq;

/** The structs of multicast groups; the kernel does not report groups. */
final class MulticastCodecs {
  /** {@code struct group_req}: any family. */
  static final Codec<Multicast> GROUP = writer(GroupReq.SIZE, MulticastCodecs::group);

  /** {@code struct group_source_req}: any family, and a source. */
  static final Codec<Multicast> GROUP_SOURCE =
      writer(GroupSourceReq.SIZE, MulticastCodecs::groupSource);

  /** {@code struct ip_mreqn}: IPv4. */
  static final Codec<Multicast> MREQN = writer(IpMreqn.SIZE, MulticastCodecs::mreqn);

  /** {@code struct ip_mreq_source}: IPv4, the interface by its address. */
  static final Codec<Multicast> MREQ_SOURCE =
      writer(IpMreqSource.SIZE, MulticastCodecs::mreqSource);

  /** {@code struct ipv6_mreq}: IPv6. */
  static final Codec<Multicast> MREQ6 = writer(Ipv6Mreq.SIZE, MulticastCodecs::mreq6);

  private MulticastCodecs() {}

  private static Codec<Multicast> writer(int size, BiConsumer<MemorySegment, Multicast> to) {
    return new Codecs.Struct<>(
        size,
        s -> {
          throw new AssertionError("the kernel does not report groups");
        },
        to);
  }

  private static void group(MemorySegment s, Multicast value) {
    checkNoSource(value);
    GroupReq.gr_interface(s, value.index());
    address(GroupReq.gr_group(s), value.group());
  }

  private static void groupSource(MemorySegment s, Multicast value) {
    Inet source = source(value);
    GroupSourceReq.gsr_interface(s, value.index());
    address(GroupSourceReq.gsr_group(s), value.group());
    address(GroupSourceReq.gsr_source(s), source);
  }

  private static void mreqn(MemorySegment s, Multicast value) {
    checkNoSource(value);
    IpMreqn.imr_multiaddr(s, inet4(value.group()));
    IpMreqn.imr_ifindex(s, value.index());
  }

  private static void mreqSource(MemorySegment s, Multicast value) {
    Inet source = source(value);
    IpMreqSource.imr_multiaddr(s, inet4(value.group()));
    IpMreqSource.imr_interface(s, value.index() == 0 ? 0 : addressOf(value.index()));
    IpMreqSource.imr_sourceaddr(s, inet4(source));
  }

  private static void mreq6(MemorySegment s, Multicast value) {
    checkNoSource(value);
    if (!(value.group() instanceof Inet6 group)) {
      throw new IllegalArgumentException("is not of IPv6");
    }
    Ipv6Mreq.ipv6mr_multiaddr(s).copyFrom(MemorySegment.ofArray(group.bytes()));
    Ipv6Mreq.ipv6mr_interface(s, value.index());
  }

  private static void address(MemorySegment s, Inet address) {
    s.copyFrom(Sockaddr.encode(address));
  }

  private static int inet4(Inet address) {
    if (address instanceof Inet4 v4) {
      return v4.bits();
    }
    throw new IllegalArgumentException("is not of IPv4");
  }

  private static Inet source(Multicast value) {
    Inet source = value.source();
    if (source == null) {
      throw new IllegalArgumentException("has no source");
    }
    return source;
  }

  private static void checkNoSource(Multicast value) {
    if (value.source() != null) {
      throw new IllegalArgumentException("has a source, which this option does not take");
    }
  }

  /** The first IPv4 address of an interface. */
  static int addressOf(int index) {
    try {
      NetworkInterface found = NetworkInterface.getByIndex(index);
      if (found != null) {
        return found
            .inetAddresses()
            .filter(address -> address instanceof java.net.Inet4Address)
            .mapToInt(address -> Inet4.of(address.getAddress(), 0).bits())
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("interface " + index + " has no IPv4 address"));
      }
    } catch (SocketException e) {
      throw new IllegalArgumentException("interface " + index + ": " + e.getMessage(), e);
    }
    throw new IllegalArgumentException("unknown interface " + index);
  }
}
