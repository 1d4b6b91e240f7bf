package mortise.net;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What to do with every option of the table: a socket that has it, a value, what it reads as. */
final class OptionCases {
  /** How to open a socket; what has to stay open with it goes to the list. */
  interface Kind {
    Socket open(List<AutoCloseable> others) throws IOException;
  }

  /** What a socket needs done before the option makes sense. */
  interface Setup {
    void on(Socket socket) throws IOException;
  }

  /**
   * One option.
   *
   * @param value what to write, null for nothing
   * @param reads whether what is then read is right, null where it is not read
   */
  record Case<T>(Option<T> option, Kind kind, Setup setup, T value, Predicate<T> reads) {}

  private static final Kind TCP4 = others -> Socket.open(Family.INET, Type.STREAM);
  private static final Kind TCP6 = others -> Socket.open(Family.INET6, Type.STREAM);
  private static final Kind UDP4 = others -> Socket.open(Family.INET, Type.DGRAM);
  private static final Kind UDP6 = others -> Socket.open(Family.INET6, Type.DGRAM);
  private static final Kind UDPLITE =
      others -> Socket.open(Family.INET, Type.DGRAM, new Protocol(136));
  private static final Kind RAW4 = others -> Socket.open(Family.INET, Type.RAW, Protocol.ICMP);
  private static final Kind RAW6 = others -> Socket.open(Family.INET6, Type.RAW, Protocol.ICMPV6);
  private static final Kind RAW6_OTHER =
      others -> Socket.open(Family.INET6, Type.RAW, new Protocol(253));
  private static final Kind RAW6_HEADERS =
      others -> Socket.open(Family.INET6, Type.RAW, Protocol.RAW);
  private static final Kind PACKET = others -> Socket.open(Family.PACKET, Type.DGRAM);
  private static final Kind PACKET_RAW = others -> Socket.open(Family.PACKET, Type.RAW);
  private static final Kind NETLINK = others -> Socket.open(Family.NETLINK, Type.RAW);
  private static final Kind VSOCK = others -> Socket.open(Family.VSOCK, Type.STREAM);

  private static final Kind UNIX =
      others -> {
        SocketPair pair = Socket.pair(Family.UNIX, Type.STREAM);
        others.add(pair.second());
        return pair.first();
      };

  private static final Kind LISTENER = others -> listener();

  private static final Kind CONNECTED =
      others -> {
        Socket listener = listener();
        others.add(listener);
        Socket socket = Socket.open();
        socket.connect(listener.localAddress());
        return socket;
      };

  /** The server's end of a connection whose SYN is kept. */
  private static final Kind ACCEPTED =
      others -> {
        Socket listener = listener();
        others.add(listener);
        listener.option(TcpOption.TCP_SAVE_SYN, 1);
        Socket client = Socket.open();
        others.add(client);
        client.connect(listener.localAddress());
        return listener.accept();
      };

  private static Socket listener() throws IOException {
    Socket listener = Socket.open();
    listener.bind(Inet4.LOOPBACK);
    listener.listen();
    return listener;
  }

  private static final Setup NOTHING = socket -> {};
  private static final Setup CONNECT4 = socket -> socket.connect(Inet4.LOOPBACK.withPort(9));
  private static final Setup CONNECT6 = socket -> socket.connect(Inet6.LOOPBACK.withPort(9));
  private static final Setup ON_LOOPBACK =
      socket -> socket.bind(LinkAddress.of(LinkAddress.ALL_PROTOCOLS, 1));
  private static final Setup IN_FANOUT =
      socket -> {
        ON_LOOPBACK.on(socket);
        // Mode 6 is CBPF; the flag asks for an id that no other test has.
        socket.option(PacketOption.PACKET_FANOUT, (0x2000 | 6) << 16);
      };
  private static final Setup ON_ROLLOVER =
      socket -> {
        ON_LOOPBACK.on(socket);
        // Mode 3 is ROLLOVER.
        socket.option(PacketOption.PACKET_FANOUT, (0x2000 | 3) << 16);
      };
  private static final Setup IN_GROUPS =
      socket -> {
        socket.option(NetlinkOption.NETLINK_ADD_MEMBERSHIP, 1);
        socket.option(NetlinkOption.NETLINK_ADD_MEMBERSHIP, 33);
      };
  private static final Setup IN_REPAIR =
      socket -> {
        socket.option(TcpOption.TCP_REPAIR, 1);
        socket.option(TcpOption.TCP_REPAIR_QUEUE, 2);
      };

  private static final BpfProgram KEEP_ALL = BpfProgram.of(BpfInstruction.keep(-1));
  private static final Multicast GROUP = Multicast.of("239.1.2.3").on(1);
  private static final Multicast GROUP6 = Multicast.of("ff02::1234").on(1);
  private static final Multicast SOURCE = GROUP.from(Inet4.LOOPBACK);
  private static final Multicast SOURCE6 = GROUP6.from(Inet6.LOOPBACK);
  private static final Inet6 FLOW = Inet6.LOOPBACK;

  private static <T> void add(Option<T> option, Kind kind, T value) {
    add(option, kind, NOTHING, value, read -> Objects.deepEquals(read, value));
  }

  private static <T> void add(Option<T> option, Kind kind, T value, Predicate<T> reads) {
    add(option, kind, NOTHING, value, reads);
  }

  private static <T> void add(
      Option<T> option, Kind kind, Setup setup, T value, Predicate<T> reads) {
    ALL.add(new Case<>(option, kind, setup, value, reads));
  }

  /** A flag that is set and then reads as set. */
  private static void flag(Option<Boolean> option, Kind kind) {
    add(option, kind, true);
  }

  /** An option that is read alone. */
  private static <T> void read(Option<T> option, Kind kind, Predicate<T> reads) {
    add(option, kind, NOTHING, null, reads);
  }

  /** An option that is written alone. */
  private static <T> void write(Option<T> option, Kind kind, Setup setup, T value) {
    add(option, kind, setup, value, null);
  }

  static final List<Case<?>> ALL = new ArrayList<>();

  static {
    socket();
    ip();
    ipv6();
    tcp();
    udp();
    packet();
    netlink();
    vsock();
  }

  private OptionCases() {}

  private static void socket() {
    flag(Option.SO_DEBUG, TCP4);
    flag(Option.SO_REUSEADDR, TCP4);
    read(Option.SO_TYPE, TCP4, Type.STREAM::equals);
    read(Option.SO_ERROR, TCP4, error -> error == 0);
    flag(Option.SO_DONTROUTE, TCP4);
    flag(Option.SO_BROADCAST, UDP4);
    add(Option.SO_SNDBUF, TCP4, 20_000, size -> size == 40_000);
    add(Option.SO_RCVBUF, TCP4, 20_000, size -> size == 40_000);
    write(Option.SO_SNDBUFFORCE, TCP4, NOTHING, 30_000);
    write(Option.SO_RCVBUFFORCE, TCP4, NOTHING, 30_000);
    flag(Option.SO_KEEPALIVE, TCP4);
    flag(Option.SO_OOBINLINE, TCP4);
    flag(Option.SO_NO_CHECK, UDP4);
    add(Option.SO_PRIORITY, TCP4, 5);
    add(Option.SO_LINGER, TCP4, Optional.of(Duration.ofSeconds(7)));
    flag(Option.SO_REUSEPORT, TCP4);
    flag(Option.SO_PASSCRED, UNIX);
    read(Option.SO_PEERCRED, UNIX, peer -> peer.pid() == ProcessHandle.current().pid());
    add(Option.SO_RCVLOWAT, TCP4, 10);
    read(Option.SO_SNDLOWAT, TCP4, low -> low == 1);
    add(Option.SO_RCVTIMEO, TCP4, Duration.ofMillis(1500));
    add(Option.SO_SNDTIMEO, TCP4, Duration.ofMillis(2500));
    add(Option.SO_BINDTODEVICE, UDP4, "lo");
    add(Option.SO_ATTACH_FILTER, UDP4, KEEP_ALL);
    write(
        Option.SO_DETACH_FILTER,
        UDP4,
        socket -> socket.option(Option.SO_ATTACH_FILTER, KEEP_ALL),
        0);
    flag(Option.SO_LOCK_FILTER, UDP4);
    write(Option.SO_ATTACH_BPF, UDP4, NOTHING, 999_999);
    write(
        Option.SO_ATTACH_REUSEPORT_CBPF,
        UDP4,
        socket -> socket.option(Option.SO_REUSEPORT, true),
        KEEP_ALL);
    write(Option.SO_ATTACH_REUSEPORT_EBPF, UDP4, NOTHING, 999_999);
    write(
        Option.SO_DETACH_REUSEPORT_BPF,
        UDP4,
        socket -> {
          socket.option(Option.SO_REUSEPORT, true);
          socket.option(Option.SO_ATTACH_REUSEPORT_CBPF, KEEP_ALL);
        },
        0);
    read(Option.SO_BPF_EXTENSIONS, UDP4, offset -> offset >= 60);
    flag(Option.SO_TIMESTAMP, UDP4);
    flag(Option.SO_TIMESTAMPNS, UDP4);
    add(Option.SO_TIMESTAMPING, UDP4, 24);
    read(Option.SO_ACCEPTCONN, LISTENER, listens -> listens);
    read(Option.SO_PEERSEC, UNIX, label -> !label.isEmpty());
    flag(Option.SO_PASSSEC, UNIX);
    add(Option.SO_MARK, UDP4, 0xfffffffeL);
    flag(Option.SO_RCVMARK, UDP4);
    flag(Option.SO_RCVPRIORITY, UDP4);
    read(Option.SO_PROTOCOL, TCP4, Protocol.TCP::equals);
    read(Option.SO_DOMAIN, TCP4, Family.INET::equals);
    flag(Option.SO_RXQ_OVFL, UDP4);
    flag(Option.SO_WIFI_STATUS, UDP4);
    add(Option.SO_PEEK_OFF, UNIX, 3);
    flag(Option.SO_NOFCS, PACKET);
    flag(Option.SO_SELECT_ERR_QUEUE, UDP4);
    add(Option.SO_BUSY_POLL, UDP4, Duration.ofNanos(50_000));
    flag(Option.SO_PREFER_BUSY_POLL, UDP4);
    write(Option.SO_BUSY_POLL_BUDGET, UDP4, NOTHING, 16);
    add(Option.SO_MAX_PACING_RATE, TCP4, 123_456_789_012L);
    add(Option.SO_INCOMING_CPU, TCP4, 0);
    read(Option.SO_INCOMING_NAPI_ID, TCP4, id -> id >= 0);
    write(Option.SO_CNX_ADVICE, UDP4, CONNECT4, true);
    read(Option.SO_MEMINFO, UDP4, use -> use.receiveLimit() > 0 && use.drops() == 0);
    read(Option.SO_COOKIE, UDP4, cookie -> cookie != 0);
    read(Option.SO_NETNS_COOKIE, UDP4, cookie -> cookie != 0);
    read(Option.SO_PEERGROUPS, UNIX, groups -> groups.size() >= 0);
    read(Option.SO_PEERPIDFD, UNIX, OptionCases::isThisProcess);
    flag(Option.SO_PASSPIDFD, UNIX);
    flag(Option.SO_PASSRIGHTS, UNIX);
    flag(Option.SO_ZEROCOPY, TCP4);
    add(Option.SO_TXTIME, UDP4, new TransmitClock(11, 1));
    add(Option.SO_BINDTOIFINDEX, UDP4, 1);
    add(Option.SO_BUF_LOCK, TCP4, 3);
    add(Option.SO_RESERVE_MEM, TCP4, 8192);
    add(Option.SO_TXREHASH, TCP4, 0);
  }

  private static void ip() {
    add(IpOption.IP_TOS, UDP4, 0x20);
    add(IpOption.IP_TTL, UDP4, 33);
    flag(IpOption.IP_HDRINCL, RAW4);
    add(IpOption.IP_OPTIONS, UDP4, new byte[] {1, 1, 1, 0});
    flag(IpOption.IP_ROUTER_ALERT, RAW4);
    flag(IpOption.IP_RECVOPTS, UDP4);
    flag(IpOption.IP_RETOPTS, UDP4);
    flag(IpOption.IP_PKTINFO, UDP4);
    add(IpOption.IP_MTU_DISCOVER, UDP4, 2);
    flag(IpOption.IP_RECVERR, UDP4);
    flag(IpOption.IP_RECVERR_RFC4884, UDP4);
    flag(IpOption.IP_RECVTTL, UDP4);
    flag(IpOption.IP_RECVTOS, UDP4);
    add(IpOption.IP_MTU, UDP4, CONNECT4, null, mtu -> mtu > 0);
    flag(IpOption.IP_FREEBIND, TCP4);
    flag(IpOption.IP_PASSSEC, UDP4);
    flag(IpOption.IP_TRANSPARENT, TCP4);
    flag(IpOption.IP_RECVORIGDSTADDR, UDP4);
    add(IpOption.IP_MINTTL, TCP4, 250);
    flag(IpOption.IP_NODEFRAG, RAW4);
    flag(IpOption.IP_CHECKSUM, UDP4);
    flag(IpOption.IP_BIND_ADDRESS_NO_PORT, TCP4);
    flag(IpOption.IP_RECVFRAGSIZE, UDP4);
    add(IpOption.IP_LOCAL_PORT_RANGE, TCP4, new PortRange(40_000, 40_100));
    read(IpOption.IP_PROTOCOL, RAW4, Protocol.ICMP::equals);
    add(IpOption.IP_UNICAST_IF, UDP4, 1);
    add(IpOption.IP_MULTICAST_IF, UDP4, Inet4.LOOPBACK);
    add(IpOption.IP_MULTICAST_TTL, UDP4, 7);
    add(IpOption.IP_MULTICAST_LOOP, UDP4, false);
    add(IpOption.IP_MULTICAST_ALL, UDP4, false);
    write(IpOption.IP_ADD_MEMBERSHIP, UDP4, NOTHING, GROUP);
    write(IpOption.IP_DROP_MEMBERSHIP, UDP4, socket -> socket.join(GROUP), GROUP);
    write(IpOption.IP_ADD_SOURCE_MEMBERSHIP, UDP4, NOTHING, SOURCE);
    write(IpOption.IP_DROP_SOURCE_MEMBERSHIP, UDP4, socket -> socket.join(SOURCE), SOURCE);
    write(IpOption.IP_BLOCK_SOURCE, UDP4, socket -> socket.join(GROUP), SOURCE);
    write(
        IpOption.IP_UNBLOCK_SOURCE,
        UDP4,
        socket -> {
          socket.join(GROUP);
          socket.block(SOURCE);
        },
        SOURCE);
    write(IpOption.MCAST_JOIN_GROUP, UDP4, NOTHING, GROUP);
    write(IpOption.MCAST_LEAVE_GROUP, UDP4, socket -> socket.join(GROUP), GROUP);
    write(IpOption.MCAST_JOIN_SOURCE_GROUP, UDP4, NOTHING, SOURCE);
    write(IpOption.MCAST_LEAVE_SOURCE_GROUP, UDP4, socket -> socket.join(SOURCE), SOURCE);
    write(IpOption.MCAST_BLOCK_SOURCE, UDP4, socket -> socket.join(GROUP), SOURCE);
    write(
        IpOption.MCAST_UNBLOCK_SOURCE,
        UDP4,
        socket -> {
          socket.join(GROUP);
          socket.block(SOURCE);
        },
        SOURCE);
    read(IpOption.SO_ORIGINAL_DST, CONNECTED, address -> address != null);
    add(IpOption.ICMP_FILTER, RAW4, bits(0, 8, 31));
  }

  private static void ipv6() {
    flag(Ipv6Option.IPV6_V6ONLY, UDP6);
    add(Ipv6Option.IPV6_UNICAST_HOPS, UDP6, 33);
    add(Ipv6Option.IPV6_MULTICAST_HOPS, UDP6, 7);
    add(Ipv6Option.IPV6_MULTICAST_IF, UDP6, 1);
    add(Ipv6Option.IPV6_MULTICAST_LOOP, UDP6, false);
    add(Ipv6Option.IPV6_MULTICAST_ALL, UDP6, false);
    add(Ipv6Option.IPV6_UNICAST_IF, UDP6, 1);
    write(Ipv6Option.IPV6_JOIN_GROUP, UDP6, NOTHING, GROUP6);
    write(Ipv6Option.IPV6_LEAVE_GROUP, UDP6, socket -> socket.join(GROUP6), GROUP6);
    write(Ipv6Option.MCAST_JOIN_GROUP, UDP6, NOTHING, GROUP6);
    write(Ipv6Option.MCAST_LEAVE_GROUP, UDP6, socket -> socket.join(GROUP6), GROUP6);
    write(Ipv6Option.MCAST_JOIN_SOURCE_GROUP, UDP6, NOTHING, SOURCE6);
    write(Ipv6Option.MCAST_LEAVE_SOURCE_GROUP, UDP6, socket -> socket.join(SOURCE6), SOURCE6);
    write(Ipv6Option.MCAST_BLOCK_SOURCE, UDP6, socket -> socket.join(GROUP6), SOURCE6);
    write(
        Ipv6Option.MCAST_UNBLOCK_SOURCE,
        UDP6,
        socket -> {
          socket.join(GROUP6);
          socket.block(SOURCE6);
        },
        SOURCE6);
    add(Ipv6Option.IPV6_TCLASS, UDP6, 0x20);
    flag(Ipv6Option.IPV6_RECVTCLASS, UDP6);
    flag(Ipv6Option.IPV6_RECVPKTINFO, UDP6);
    flag(Ipv6Option.IPV6_RECVHOPLIMIT, UDP6);
    flag(Ipv6Option.IPV6_RECVHOPOPTS, UDP6);
    flag(Ipv6Option.IPV6_RECVDSTOPTS, UDP6);
    flag(Ipv6Option.IPV6_RECVRTHDR, UDP6);
    flag(Ipv6Option.IPV6_RECVPATHMTU, UDP6);
    flag(Ipv6Option.IPV6_RECVORIGDSTADDR, UDP6);
    flag(Ipv6Option.IPV6_RECVFRAGSIZE, UDP6);
    flag(Ipv6Option.IPV6_RECVERR, UDP6);
    flag(Ipv6Option.IPV6_RECVERR_RFC4884, UDP6);
    write(Ipv6Option.IPV6_PKTINFO, UDP6, NOTHING, new byte[20]);
    add(Ipv6Option.IPV6_HOPOPTS, UDP6, new byte[] {0, 0, 1, 4, 0, 0, 0, 0});
    add(Ipv6Option.IPV6_RTHDRDSTOPTS, UDP6, new byte[] {0, 0, 1, 4, 0, 0, 0, 0});
    read(Ipv6Option.IPV6_RTHDR, UDP6, header -> header.length == 0);
    add(Ipv6Option.IPV6_DSTOPTS, UDP6, new byte[] {0, 0, 1, 4, 0, 0, 0, 0});
    add(Ipv6Option.IPV6_PATHMTU, UDP6, CONNECT6, null, mtu -> mtu > 1280);
    add(Ipv6Option.IPV6_MTU, UDP6, CONNECT6, 1400, mtu -> mtu > 0);
    add(Ipv6Option.IPV6_MTU_DISCOVER, UDP6, 2);
    flag(Ipv6Option.IPV6_DONTFRAG, UDP6);
    add(Ipv6Option.IPV6_CHECKSUM, RAW6_OTHER, 2);
    flag(Ipv6Option.IPV6_HDRINCL, RAW6_HEADERS);
    add(Ipv6Option.IPV6_ROUTER_ALERT, RAW6_HEADERS, 7, alert -> alert == 1);
    flag(Ipv6Option.IPV6_ROUTER_ALERT_ISOLATE, RAW6_HEADERS);
    add(Ipv6Option.IPV6_MINHOPCOUNT, TCP6, 250);
    flag(Ipv6Option.IPV6_FREEBIND, TCP6);
    flag(Ipv6Option.IPV6_TRANSPARENT, TCP6);
    add(Ipv6Option.IPV6_ADDR_PREFERENCES, UDP6, 2, preferences -> (preferences & 2) != 0);
    flag(Ipv6Option.IPV6_AUTOFLOWLABEL, UDP6);
    flag(Ipv6Option.IPV6_FLOWINFO, UDP6);
    flag(Ipv6Option.IPV6_FLOWINFO_SEND, UDP6);
    write(Ipv6Option.IPV6_FLOWLABEL_MGR, UDP6, NOTHING, FlowLabel.take(FLOW, 0x12345));
    read(Ipv6Option.IP6T_SO_ORIGINAL_DST, TCP6, address -> address != null);
    add(Ipv6Option.ICMP6_FILTER, RAW6, bits(0, 128, 255));
  }

  private static void tcp() {
    flag(TcpOption.TCP_NODELAY, TCP4);
    add(TcpOption.TCP_MAXSEG, TCP4, 1000, size -> size == 1000 || size == 536);
    flag(TcpOption.TCP_CORK, TCP4);
    add(TcpOption.TCP_KEEPIDLE, TCP4, Duration.ofSeconds(70));
    add(TcpOption.TCP_KEEPINTVL, TCP4, Duration.ofSeconds(7));
    add(TcpOption.TCP_KEEPCNT, TCP4, 3);
    add(TcpOption.TCP_SYNCNT, TCP4, 2);
    add(TcpOption.TCP_LINGER2, TCP4, Optional.of(Duration.ofSeconds(9)));
    add(TcpOption.TCP_DEFER_ACCEPT, TCP4, Duration.ofSeconds(1));
    add(TcpOption.TCP_WINDOW_CLAMP, TCP4, 50_000);
    read(TcpOption.TCP_INFO, CONNECTED, info -> info.state().equals(TcpState.ESTABLISHED));
    flag(TcpOption.TCP_QUICKACK, CONNECTED);
    add(TcpOption.TCP_CONGESTION, TCP4, "reno");
    read(TcpOption.TCP_CC_INFO, CONNECTED, info -> info.length >= 0);
    read(TcpOption.TCP_ULP, TCP4, String::isEmpty);
    write(TcpOption.TCP_MD5SIG, TCP4, NOTHING, new Md5Signature(Inet4.LOOPBACK, -1, "secret"));
    write(TcpOption.TCP_MD5SIG_EXT, TCP4, NOTHING, new Md5Signature(Inet4.LOOPBACK, 8, "secret"));
    flag(TcpOption.TCP_THIN_LINEAR_TIMEOUTS, TCP4);
    write(TcpOption.TCP_THIN_DUPACK, TCP4, NOTHING, true);
    add(TcpOption.TCP_USER_TIMEOUT, TCP4, Duration.ofMillis(12_345));
    add(TcpOption.TCP_REPAIR, TCP4, 1);
    add(TcpOption.TCP_REPAIR_QUEUE, TCP4, IN_REPAIR, 1, queue -> queue == 1);
    add(TcpOption.TCP_QUEUE_SEQ, TCP4, IN_REPAIR, 0xfffffff0L, sequence -> sequence == 0xfffffff0L);
    write(
        TcpOption.TCP_REPAIR_OPTIONS, CONNECTED, IN_REPAIR, new byte[] {2, 0, 0, 0, -24, 3, 0, 0});
    add(TcpOption.TCP_REPAIR_WINDOW, CONNECTED, IN_REPAIR, null, window -> window.length == 20);
    add(TcpOption.TCP_FASTOPEN, TCP4, 5);
    flag(TcpOption.TCP_FASTOPEN_CONNECT, TCP4);
    add(TcpOption.TCP_FASTOPEN_KEY, TCP4, new byte[16]);
    flag(TcpOption.TCP_FASTOPEN_NO_COOKIE, TCP4);
    read(TcpOption.TCP_TIMESTAMP, CONNECTED, clock -> clock >= 0);
    add(TcpOption.TCP_NOTSENT_LOWAT, TCP4, 5_000L);
    add(TcpOption.TCP_SAVE_SYN, TCP4, 1);
    read(TcpOption.TCP_SAVED_SYN, ACCEPTED, syn -> syn.length >= 40 && syn[0] >> 4 == 4);
    flag(TcpOption.TCP_INQ, TCP4);
    add(TcpOption.TCP_TX_DELAY, TCP4, Duration.ofNanos(3_000));
    read(TcpOption.TCP_IS_MPTCP, TCP4, is -> !is);
    add(TcpOption.TCP_RTO_MAX_MS, TCP4, Duration.ofSeconds(30));
    add(TcpOption.TCP_RTO_MIN_US, TCP4, Duration.ofMillis(100));
    add(TcpOption.TCP_DELACK_MAX_US, TCP4, Duration.ofMillis(20));
  }

  private static void udp() {
    flag(UdpOption.UDP_CORK, UDP4);
    write(UdpOption.UDP_ENCAP, UDP4, NOTHING, 0);
    flag(UdpOption.UDP_NO_CHECK6_TX, UDP6);
    flag(UdpOption.UDP_NO_CHECK6_RX, UDP6);
    add(UdpOption.UDP_SEGMENT, UDP4, 1000);
    flag(UdpOption.UDP_GRO, UDP4);
    add(UdpOption.UDPLITE_SEND_CSCOV, UDPLITE, 20);
    add(UdpOption.UDPLITE_RECV_CSCOV, UDPLITE, 20);
  }

  private static void packet() {
    write(PacketOption.PACKET_ADD_MEMBERSHIP, PACKET, NOTHING, PacketMembership.promiscuous(1));
    write(
        PacketOption.PACKET_DROP_MEMBERSHIP,
        PACKET,
        socket ->
            socket.option(PacketOption.PACKET_ADD_MEMBERSHIP, PacketMembership.allMulticast(1)),
        PacketMembership.allMulticast(1));
    read(PacketOption.PACKET_STATISTICS, PACKET, statistics -> statistics.drops() == 0);
    flag(PacketOption.PACKET_AUXDATA, PACKET);
    flag(PacketOption.PACKET_ORIGDEV, PACKET);
    flag(PacketOption.PACKET_IGNORE_OUTGOING, PACKET);
    flag(PacketOption.PACKET_QDISC_BYPASS, PACKET);
    add(
        PacketOption.PACKET_FANOUT,
        PACKET,
        ON_LOOPBACK,
        0x2000 << 16,
        fanout -> fanout >>> 16 == 0);
    write(PacketOption.PACKET_FANOUT_DATA, PACKET, IN_FANOUT, KEEP_ALL);
    add(
        PacketOption.PACKET_ROLLOVER_STATS,
        PACKET,
        ON_ROLLOVER,
        null,
        numbers -> numbers.size() == 3);
    write(PacketOption.PACKET_COPY_THRESH, PACKET, NOTHING, 100);
    add(PacketOption.PACKET_VERSION, PACKET, 2);
    add(PacketOption.PACKET_RESERVE, PACKET, 32);
    flag(PacketOption.PACKET_LOSS, PACKET);
    flag(PacketOption.PACKET_VNET_HDR, PACKET_RAW);
    add(PacketOption.PACKET_VNET_HDR_SZ, PACKET_RAW, 12);
    flag(PacketOption.PACKET_TX_HAS_OFF, PACKET);
    add(PacketOption.PACKET_TIMESTAMP, PACKET, 16);
  }

  private static void netlink() {
    write(NetlinkOption.NETLINK_ADD_MEMBERSHIP, NETLINK, NOTHING, 1);
    write(
        NetlinkOption.NETLINK_DROP_MEMBERSHIP,
        NETLINK,
        socket -> socket.option(NetlinkOption.NETLINK_ADD_MEMBERSHIP, 1),
        1);
    add(NetlinkOption.NETLINK_LIST_MEMBERSHIPS, NETLINK, IN_GROUPS, null, Set.of(1, 33)::equals);
    flag(NetlinkOption.NETLINK_PKTINFO, NETLINK);
    flag(NetlinkOption.NETLINK_BROADCAST_ERROR, NETLINK);
    flag(NetlinkOption.NETLINK_NO_ENOBUFS, NETLINK);
    flag(NetlinkOption.NETLINK_LISTEN_ALL_NSID, NETLINK);
    flag(NetlinkOption.NETLINK_CAP_ACK, NETLINK);
    flag(NetlinkOption.NETLINK_EXT_ACK, NETLINK);
    flag(NetlinkOption.NETLINK_GET_STRICT_CHK, NETLINK);
  }

  private static void vsock() {
    add(VsockOption.SO_VM_SOCKETS_BUFFER_SIZE, VSOCK, 200_000L);
    add(VsockOption.SO_VM_SOCKETS_BUFFER_MIN_SIZE, VSOCK, 1_000L);
    add(VsockOption.SO_VM_SOCKETS_BUFFER_MAX_SIZE, VSOCK, 300_000L);
    read(VsockOption.SO_VM_SOCKETS_PEER_HOST_VM_ID, VSOCK, id -> true);
    read(VsockOption.SO_VM_SOCKETS_TRUSTED, VSOCK, trusted -> true);
    add(VsockOption.SO_VM_SOCKETS_CONNECT_TIMEOUT, VSOCK, Duration.ofMillis(1500));
    write(VsockOption.SO_VM_SOCKETS_NONBLOCK_TXRX, VSOCK, NOTHING, true);
  }

  private static BitSet bits(int... numbers) {
    BitSet bits = new BitSet();
    for (int number : numbers) {
      bits.set(number);
    }
    return bits;
  }

  private static boolean isThisProcess(ProcessDescriptor process) {
    try (process) {
      return process.process().orElseThrow().equals(ProcessHandle.current());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
