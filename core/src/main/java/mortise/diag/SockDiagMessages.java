package mortise.diag;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import mortise.diag.KernelSocket.Details;
import mortise.diag.KernelSocket.Holder;
import mortise.diag.KernelSocket.Queues;
import mortise.diag.KernelSocket.Timer;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Inet6;
import mortise.net.LinkAddress;
import mortise.net.Netlink;
import mortise.net.Protocol;
import mortise.net.TcpInfo;
import mortise.net.TcpState;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.net.Vsock;
import mortise.sys.LinuxInetDiag;
import mortise.sys.LinuxNetlinkDiag;
import mortise.sys.LinuxPacketDiag;
import mortise.sys.LinuxSockDiag;
import mortise.sys.LinuxUnixDiag;
import mortise.sys.SysSocket;
import mortise.sys.struct.InetDiagMsg;
import mortise.sys.struct.InetDiagSockid;
import mortise.sys.struct.NetlinkDiagMsg;
import mortise.sys.struct.Nlattr;
import mortise.sys.struct.Nlmsghdr;
import mortise.sys.struct.PacketDiagInfo;
import mortise.sys.struct.PacketDiagMsg;
import mortise.sys.struct.UnixDiagMsg;
import mortise.sys.struct.UnixDiagRqlen;
import mortise.sys.struct.VsockDiagMsg;
import org.jspecify.annotations.Nullable;

/** The kernel's messages about sockets, sock_diag(7), as values. */
final class SockDiagMessages {
  private static final int OLDEST_TCP_INFO = 104;

  private SockDiagMessages() {}

  /** Makes a value of a message. */
  @FunctionalInterface
  interface Reader {
    KernelSocket read(MemorySegment message);
  }

  static KernelSocket inet(MemorySegment message, Protocol protocol) {
    Map<Integer, MemorySegment> attributes = attributes(message, InetDiagMsg.SIZE);
    boolean six = InetDiagMsg.idiag_family(message) == SysSocket.AF_INET6;
    MemorySegment id = InetDiagMsg.id(message);
    int link = InetDiagSockid.idiag_if(id);
    // A raw socket has its protocol where others have their port.
    boolean raw = protocol.equals(Protocol.RAW);
    int port = InetDiagSockid.idiag_sport(id);
    return new KernelSocket(
        six ? Family.INET6 : Family.INET,
        raw ? Type.RAW : isDatagram(protocol) ? Type.DGRAM : Type.STREAM,
        raw ? new Protocol(port) : protocol,
        new TcpState(InetDiagMsg.idiag_state(message)),
        host(six, InetDiagSockid.idiag_src(id), raw ? 0 : port, link),
        host(six, InetDiagSockid.idiag_dst(id), InetDiagSockid.idiag_dport(id), link),
        new Queues(
            Integer.toUnsignedLong(InetDiagMsg.idiag_rqueue(message)),
            Integer.toUnsignedLong(InetDiagMsg.idiag_wqueue(message))),
        new Holder(
            Integer.toUnsignedLong(InetDiagMsg.idiag_inode(message)),
            cookie(InetDiagSockid.idiag_cookie(id)),
            Integer.toUnsignedLong(InetDiagMsg.idiag_uid(message))),
        timer(message),
        link,
        new Details(
            tcp(attributes.get(LinuxInetDiag.INET_DIAG_INFO), protocol),
            text(attributes.get(LinuxInetDiag.INET_DIAG_CONG)),
            OptionalLong.empty(),
            List.of(),
            number(attributes, LinuxInetDiag.INET_DIAG_SKV6ONLY, 0) == 1,
            number(attributes, LinuxInetDiag.INET_DIAG_SHUTDOWN, 0)));
  }

  /** The protocol that a socket of IP is listed under. */
  static Protocol transport(KernelSocket socket) {
    return socket.type().equals(Type.RAW) ? Protocol.RAW : socket.protocol();
  }

  private static boolean isDatagram(Protocol protocol) {
    return protocol.equals(Protocol.UDP) || protocol.equals(Protocol.UDPLITE);
  }

  private static Inet host(boolean six, MemorySegment bytes, int port, int link) {
    byte[] address = bytes.toArray(ValueLayout.JAVA_BYTE);
    if (!six) {
      return Inet4.of(Arrays.copyOf(address, 4), port);
    }
    Inet6 inet = Inet6.of(address, port);
    boolean isLinkLocal = inet.high() >>> 54 == 0xfe80L >>> 6;
    return isLinkLocal ? inet.withScope(link) : inet;
  }

  private static Optional<Timer> timer(MemorySegment message) {
    int kind = InetDiagMsg.idiag_timer(message);
    Timer.Kind[] kinds = Timer.Kind.values();
    if (kind < 1 || kind > kinds.length) {
      return Optional.empty();
    }
    Duration left = Duration.ofMillis(Integer.toUnsignedLong(InetDiagMsg.idiag_expires(message)));
    return Optional.of(new Timer(kinds[kind - 1], left, InetDiagMsg.idiag_retrans(message)));
  }

  private static Optional<TcpInfo> tcp(@Nullable MemorySegment info, Protocol protocol) {
    return info == null || !protocol.equals(Protocol.TCP) || info.byteSize() < OLDEST_TCP_INFO
        ? Optional.empty()
        : Optional.of(new TcpInfo(info.asByteBuffer()));
  }

  static KernelSocket unix(MemorySegment message) {
    Map<Integer, MemorySegment> attributes = attributes(message, UnixDiagMsg.SIZE);
    MemorySegment name = attributes.get(LinuxUnixDiag.UNIX_DIAG_NAME);
    MemorySegment peer = attributes.get(LinuxUnixDiag.UNIX_DIAG_PEER);
    return new KernelSocket(
        Family.UNIX,
        new Type(UnixDiagMsg.udiag_type(message)),
        Protocol.DEFAULT,
        new TcpState(UnixDiagMsg.udiag_state(message)),
        name == null ? Unix.UNNAMED : Unix.ofSunPath(name.toArray(ValueLayout.JAVA_BYTE)),
        Unix.UNNAMED,
        unixQueues(attributes.get(LinuxUnixDiag.UNIX_DIAG_RQLEN)),
        new Holder(
            Integer.toUnsignedLong(UnixDiagMsg.udiag_ino(message)),
            cookie(UnixDiagMsg.udiag_cookie(message)),
            number(attributes, LinuxUnixDiag.UNIX_DIAG_UID, -1)),
        Optional.empty(),
        0,
        new Details(
            Optional.empty(),
            "",
            peer == null ? OptionalLong.empty() : OptionalLong.of(unsigned(peer, 0)),
            numbers(attributes.get(LinuxUnixDiag.UNIX_DIAG_ICONS)),
            false,
            number(attributes, LinuxUnixDiag.UNIX_DIAG_SHUTDOWN, 0)));
  }

  private static Queues unixQueues(@Nullable MemorySegment lengths) {
    return lengths == null
        ? Queues.UNKNOWN
        : new Queues(
            Integer.toUnsignedLong(UnixDiagRqlen.udiag_rqueue(lengths)),
            Integer.toUnsignedLong(UnixDiagRqlen.udiag_wqueue(lengths)));
  }

  static KernelSocket vsock(MemorySegment message) {
    return new KernelSocket(
        Family.VSOCK,
        new Type(VsockDiagMsg.vdiag_type(message)),
        Protocol.DEFAULT,
        new TcpState(VsockDiagMsg.vdiag_state(message)),
        vsock(VsockDiagMsg.vdiag_src_cid(message), VsockDiagMsg.vdiag_src_port(message)),
        vsock(VsockDiagMsg.vdiag_dst_cid(message), VsockDiagMsg.vdiag_dst_port(message)),
        Queues.UNKNOWN,
        new Holder(
            Integer.toUnsignedLong(VsockDiagMsg.vdiag_ino(message)),
            cookie(VsockDiagMsg.vdiag_cookie(message)),
            -1),
        Optional.empty(),
        0,
        new Details(
            Optional.empty(),
            "",
            OptionalLong.empty(),
            List.of(),
            false,
            VsockDiagMsg.vdiag_shutdown(message)));
  }

  private static Vsock vsock(int cid, int port) {
    return new Vsock(Integer.toUnsignedLong(cid), Integer.toUnsignedLong(port));
  }

  static KernelSocket packet(MemorySegment message) {
    Map<Integer, MemorySegment> attributes = attributes(message, PacketDiagMsg.SIZE);
    MemorySegment info = attributes.get(LinuxPacketDiag.PACKET_DIAG_INFO);
    int link = info == null ? 0 : PacketDiagInfo.pdi_index(info);
    int etherType = PacketDiagMsg.pdiag_num(message);
    return new KernelSocket(
        Family.PACKET,
        new Type(PacketDiagMsg.pdiag_type(message)),
        new Protocol(etherType),
        TcpState.CLOSE,
        LinkAddress.of(etherType, link),
        LinkAddress.of(0, 0),
        memory(attributes.get(LinuxPacketDiag.PACKET_DIAG_MEMINFO)),
        new Holder(
            Integer.toUnsignedLong(PacketDiagMsg.pdiag_ino(message)),
            cookie(PacketDiagMsg.pdiag_cookie(message)),
            number(attributes, LinuxPacketDiag.PACKET_DIAG_UID, -1)),
        Optional.empty(),
        link,
        Details.NONE);
  }

  static KernelSocket netlink(MemorySegment message) {
    Map<Integer, MemorySegment> attributes = attributes(message, NetlinkDiagMsg.SIZE);
    return new KernelSocket(
        Family.NETLINK,
        new Type(NetlinkDiagMsg.ndiag_type(message)),
        new Protocol(NetlinkDiagMsg.ndiag_protocol(message)),
        new TcpState(NetlinkDiagMsg.ndiag_state(message)),
        new Netlink(
            Integer.toUnsignedLong(NetlinkDiagMsg.ndiag_portid(message)),
            number(attributes, LinuxNetlinkDiag.NETLINK_DIAG_GROUPS, 0)),
        new Netlink(
            Integer.toUnsignedLong(NetlinkDiagMsg.ndiag_dst_portid(message)),
            NetlinkDiagMsg.ndiag_dst_group(message)),
        memory(attributes.get(LinuxNetlinkDiag.NETLINK_DIAG_MEMINFO)),
        new Holder(
            Integer.toUnsignedLong(NetlinkDiagMsg.ndiag_ino(message)),
            cookie(NetlinkDiagMsg.ndiag_cookie(message)),
            -1),
        Optional.empty(),
        0,
        Details.NONE);
  }

  /** From the memory of the queues, if the kernel reports no lengths. */
  private static Queues memory(@Nullable MemorySegment words) {
    return words == null || words.byteSize() <= 4L * LinuxSockDiag.SK_MEMINFO_WMEM_ALLOC
        ? Queues.UNKNOWN
        : new Queues(
            unsigned(words, 4L * LinuxSockDiag.SK_MEMINFO_RMEM_ALLOC),
            unsigned(words, 4L * LinuxSockDiag.SK_MEMINFO_WMEM_ALLOC));
  }

  /** The attributes behind the fixed part of a message, by their type. */
  private static Map<Integer, MemorySegment> attributes(MemorySegment message, int from) {
    Map<Integer, MemorySegment> attributes = new HashMap<>();
    long at = Nlmsghdr.NLMSG_ALIGN(from);
    while (at + Nlattr.SIZE <= message.byteSize()) {
      MemorySegment attribute = message.asSlice(at);
      int length = Nlattr.nla_len(attribute);
      if (length < Nlattr.SIZE || length > attribute.byteSize()) {
        break;
      }
      attributes.put(
          Nlattr.nla_type(attribute), attribute.asSlice(Nlattr.SIZE, length - Nlattr.SIZE));
      at += Nlmsghdr.NLMSG_ALIGN(length);
    }
    return attributes;
  }

  /** An attribute of one byte or of an int. */
  private static int number(Map<Integer, MemorySegment> attributes, int type, int missing) {
    MemorySegment value = attributes.get(type);
    if (value == null || value.byteSize() == 0) {
      return missing;
    }
    return value.byteSize() < Integer.BYTES
        ? value.get(ValueLayout.JAVA_BYTE, 0) & 0xff
        : value.get(ValueLayout.JAVA_INT_UNALIGNED, 0);
  }

  private static List<Long> numbers(@Nullable MemorySegment words) {
    List<Long> numbers = new ArrayList<>();
    for (long at = 0; words != null && at + Integer.BYTES <= words.byteSize(); at += 4) {
      numbers.add(unsigned(words, at));
    }
    return numbers;
  }

  private static String text(@Nullable MemorySegment bytes) {
    return bytes == null ? "" : bytes.getString(0, StandardCharsets.UTF_8);
  }

  private static long unsigned(MemorySegment words, long at) {
    return Integer.toUnsignedLong(words.get(ValueLayout.JAVA_INT_UNALIGNED, at));
  }

  /** Two ints, the lower one first on every machine. */
  static long cookie(MemorySegment words) {
    return unsigned(words, 0) | unsigned(words, 4) << 32;
  }

  static void cookie(MemorySegment words, long cookie) {
    words.set(ValueLayout.JAVA_INT_UNALIGNED, 0, (int) cookie);
    words.set(ValueLayout.JAVA_INT_UNALIGNED, 4, (int) (cookie >>> 32));
  }
}
