package mortise.net;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import mortise.sys.SysSocket;
import mortise.sys.struct.SockaddrIn;
import mortise.sys.struct.SockaddrIn6;
import mortise.sys.struct.SockaddrLl;
import mortise.sys.struct.SockaddrNl;
import mortise.sys.struct.SockaddrUn;
import mortise.sys.struct.SockaddrVm;
import org.jspecify.annotations.Nullable;

/** Addresses to and from the kernel's bytes, {@code struct sockaddr}. */
final class Sockaddr {
  /** The size of a buffer that takes any address. */
  static final int MAX_BYTES = RawAddress.MAX_BYTES;

  /** The bytes of {@code sa_family}, which every address begins with. */
  private static final int FAMILY_BYTES = 2;

  /** A packet address without its hardware address, which the kernel cuts to its length. */
  private static final int PACKET_BYTES = 12;

  private Sockaddr() {}

  /** Whether the kernel takes a UNIX address of this length. */
  static boolean fits(Unix address) {
    return address.name().length <= limit(address);
  }

  /** The longest name of the address's kind: a path is kept with a NUL behind it. */
  static int limit(Unix address) {
    return address.isAbstract() ? SockaddrUn.PATH_BYTES : SockaddrUn.PATH_BYTES - 1;
  }

  /** The common kinds by themselves: a program's first pattern switch costs milliseconds. */
  static MemorySegment encode(Address address) {
    if (address instanceof Inet4 a) {
      MemorySegment s = allocate(SockaddrIn.SIZE);
      SockaddrIn.set(s, SysSocket.AF_INET, a.port(), a.bits());
      return s;
    }
    if (address instanceof Inet6 a) {
      MemorySegment s = allocate(SockaddrIn6.SIZE);
      SockaddrIn6.set(s, SysSocket.AF_INET6, a.port(), a.flow(), a.high(), a.low(), a.scope());
      return s;
    }
    if (address instanceof Unix a) {
      byte[] name = a.name();
      boolean path = name.length > 0 && name[0] != 0;
      MemorySegment s = allocate(SockaddrUn.PATH + name.length + (path ? 1 : 0));
      SockaddrUn.set(s, SysSocket.AF_UNIX, name);
      return s;
    }
    if (address instanceof Netlink a) { // nc asks for the state of its connection
      MemorySegment s = allocate(SockaddrNl.SIZE);
      SockaddrNl.nl_family(s, SysSocket.AF_NETLINK);
      SockaddrNl.nl_pid(s, (int) a.port());
      SockaddrNl.nl_groups(s, a.groups());
      return s;
    }
    return encodeRare(address);
  }

  private static MemorySegment encodeRare(Address address) {
    return switch (address) {
      case Inet4 _, Inet6 _, Unix _, Netlink _ -> throw new AssertionError(address);
      case LinkAddress a -> packet(a);
      case Vsock a -> {
        MemorySegment s = allocate(SockaddrVm.SIZE);
        SockaddrVm.svm_family(s, SysSocket.AF_VSOCK);
        SockaddrVm.svm_cid(s, (int) a.cid());
        SockaddrVm.svm_port(s, (int) a.port());
        yield s;
      }
      case Can a -> RareSockaddr.encode(a);
      case Tipc a -> RareSockaddr.encode(a);
      case Alg a -> RareSockaddr.encode(a);
      case Bluetooth a -> RareSockaddr.encode(a);
      case Qipcrtr a -> RareSockaddr.encode(a);
      case RawAddress a -> {
        byte[] data = a.data();
        MemorySegment s = allocate(FAMILY_BYTES + data.length);
        s.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) a.family().number());
        MemorySegment.copy(data, 0, s, ValueLayout.JAVA_BYTE, FAMILY_BYTES, data.length);
        yield s;
      }
    };
  }

  private static MemorySegment packet(LinkAddress a) {
    byte[] address = a.address();
    MemorySegment s = allocate(SockaddrLl.SIZE);
    SockaddrLl.sll_family(s, SysSocket.AF_PACKET);
    SockaddrLl.sll_protocol(s, a.protocol());
    SockaddrLl.sll_ifindex(s, a.index());
    SockaddrLl.sll_hatype(s, a.hardware());
    SockaddrLl.sll_pkttype(s, a.kind());
    SockaddrLl.sll_halen(s, address.length);
    SockaddrLl.sll_addr(s).copyFrom(MemorySegment.ofArray(address));
    return s;
  }

  /** A buffer for an address that the kernel fills in. */
  static MemorySegment allocate() {
    return allocate(MAX_BYTES);
  }

  private static MemorySegment allocate(int bytes) {
    return MemorySegment.ofArray(new byte[bytes]);
  }

  /**
   * The address that the kernel wrote, or null where it wrote none, as for the sender on a
   * connected stream.
   */
  static @Nullable Address decode(MemorySegment s, int length) {
    if (length < FAMILY_BYTES) {
      return null;
    }
    int known = Math.min(length, (int) s.byteSize());
    int family = family(s);
    return switch (family) {
      case SysSocket.AF_INET -> known < SockaddrIn.SIZE ? raw(s, family, known) : inet4(s);
      case SysSocket.AF_INET6 -> known < SockaddrIn6.SIZE ? raw(s, family, known) : inet6(s);
      case SysSocket.AF_UNIX -> Unix.ofSunPath(SockaddrUn.sun_path(s, known));
      case SysSocket.AF_PACKET -> known < PACKET_BYTES ? raw(s, family, known) : packet(s);
      case SysSocket.AF_NETLINK -> known < SockaddrNl.SIZE ? raw(s, family, known) : netlink(s);
      case SysSocket.AF_VSOCK -> known < SockaddrVm.SIZE ? raw(s, family, known) : vsock(s);
      default -> {
        Address rare = RareSockaddr.decode(s, family, known);
        yield rare == null ? raw(s, family, known) : rare;
      }
    };
  }

  /** The AF_ number of an encoded address. */
  static int family(MemorySegment s) {
    // By way of a buffer, since the first use of a layout costs a start milliseconds.
    return s.asByteBuffer().order(ByteOrder.nativeOrder()).getShort(0) & 0xffff;
  }

  private static LinkAddress packet(MemorySegment s) {
    int length = Math.min(SockaddrLl.sll_halen(s), LinkAddress.MAX_ADDRESS_BYTES);
    return new LinkAddress(
        SockaddrLl.sll_protocol(s),
        SockaddrLl.sll_ifindex(s),
        SockaddrLl.sll_hatype(s),
        SockaddrLl.sll_pkttype(s),
        SockaddrLl.sll_addr(s).asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
  }

  private static Netlink netlink(MemorySegment s) {
    return new Netlink(Integer.toUnsignedLong(SockaddrNl.nl_pid(s)), SockaddrNl.nl_groups(s));
  }

  private static Vsock vsock(MemorySegment s) {
    return new Vsock(
        Integer.toUnsignedLong(SockaddrVm.svm_cid(s)),
        Integer.toUnsignedLong(SockaddrVm.svm_port(s)));
  }

  private static Inet4 inet4(MemorySegment s) {
    return new Inet4(SockaddrIn.sin_addr(s), SockaddrIn.sin_port(s));
  }

  static Inet6 inet6(MemorySegment s) {
    return new Inet6(
        SockaddrIn6.high(s),
        SockaddrIn6.low(s),
        SockaddrIn6.sin6_port(s),
        SockaddrIn6.sin6_flowinfo(s) & 0xfffffff,
        SockaddrIn6.sin6_scope_id(s));
  }

  private static RawAddress raw(MemorySegment s, int family, int length) {
    MemorySegment data = s.asSlice(FAMILY_BYTES, length - FAMILY_BYTES);
    return RawAddress.of(new Family(family), data.toArray(ValueLayout.JAVA_BYTE));
  }
}
