package mortise.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.MemorySegment.ofArray;
import static mortise.sys.Calls.call;
import static mortise.sys.Calls.longCall;
import static mortise.sys.Calls.move;
import static mortise.sys.Native.errno;
import static mortise.sys.Native.function;
import static mortise.sys.Native.number;
import static mortise.sys.Native.result;
import static mortise.sys.Native.rethrow;

import java.lang.foreign.MemorySegment;
import mortise.sys.struct.Header;
import mortise.sys.struct.SystemLayer;

/**
 * {@code sys/socket.h}: the socket calls and their numbers.
 *
 * <p>Where C takes a pointer and a length, a binding takes a segment and passes its size. Every
 * call here is INSTANT, which holds because every descriptor of this library is non-blocking.
 */
@Header("sys/socket.h")
public final class SysSocket {
  public static final int AF_UNSPEC = 0;
  public static final int AF_LOCAL = 1;
  public static final int AF_UNIX = 1;
  public static final int AF_FILE = 1;
  public static final int AF_INET = 2;
  public static final int AF_AX25 = 3;
  public static final int AF_IPX = 4;
  public static final int AF_APPLETALK = 5;
  public static final int AF_NETROM = 6;
  public static final int AF_BRIDGE = 7;
  public static final int AF_ATMPVC = 8;
  public static final int AF_X25 = 9;
  public static final int AF_INET6 = 10;
  public static final int AF_ROSE = 11;
  public static final int AF_DECnet = 12;
  public static final int AF_NETBEUI = 13;
  public static final int AF_SECURITY = 14;
  public static final int AF_KEY = 15;
  public static final int AF_NETLINK = 16;
  public static final int AF_ROUTE = 16;
  public static final int AF_PACKET = 17;
  public static final int AF_ASH = 18;
  public static final int AF_ECONET = 19;
  public static final int AF_ATMSVC = 20;
  public static final int AF_RDS = 21;
  public static final int AF_SNA = 22;
  public static final int AF_IRDA = 23;
  public static final int AF_PPPOX = 24;
  public static final int AF_WANPIPE = 25;
  public static final int AF_LLC = 26;
  public static final int AF_IB = 27;
  public static final int AF_MPLS = 28;
  public static final int AF_CAN = 29;
  public static final int AF_TIPC = 30;
  public static final int AF_BLUETOOTH = 31;
  public static final int AF_IUCV = 32;
  public static final int AF_RXRPC = 33;
  public static final int AF_ISDN = 34;
  public static final int AF_PHONET = 35;
  public static final int AF_IEEE802154 = 36;
  public static final int AF_CAIF = 37;
  public static final int AF_ALG = 38;
  public static final int AF_NFC = 39;
  public static final int AF_VSOCK = 40;
  public static final int AF_KCM = 41;
  public static final int AF_QIPCRTR = 42;
  public static final int AF_SMC = 43;
  public static final int AF_XDP = 44;
  public static final int AF_MCTP = 45;

  public static final int PF_PACKET = 17;
  public static final int PF_RDS = 21;
  public static final int PF_CAN = 29;

  public static final int SOCK_STREAM = 1;
  public static final int SOCK_DGRAM = 2;

  public static final int SOCK_RAW = 3;
  public static final int SOCK_RDM = 4;
  public static final int SOCK_SEQPACKET = 5;

  public static final int SOCK_DCCP = 6;
  public static final int SOCK_PACKET = 10;
  public static final int SOCK_CLOEXEC = 0x80000;
  public static final int SOCK_NONBLOCK = 0x800;

  public static final int SHUT_RD = 0;
  public static final int SHUT_WR = 1;
  public static final int SHUT_RDWR = 2;

  public static final int MSG_OOB = 0x1;
  public static final int MSG_PEEK = 0x2;
  public static final int MSG_DONTROUTE = 0x4;

  public static final int MSG_TRYHARD = 0x4;
  public static final int MSG_CTRUNC = 0x8;
  public static final int MSG_PROXY = 0x10;
  public static final int MSG_TRUNC = 0x20;
  public static final int MSG_DONTWAIT = 0x40;
  public static final int MSG_EOR = 0x80;
  public static final int MSG_WAITALL = 0x100;
  public static final int MSG_FIN = 0x200;
  public static final int MSG_SYN = 0x400;
  public static final int MSG_CONFIRM = 0x800;
  public static final int MSG_RST = 0x1000;
  public static final int MSG_ERRQUEUE = 0x2000;
  public static final int MSG_NOSIGNAL = 0x4000;
  public static final int MSG_MORE = 0x8000;
  public static final int MSG_WAITFORONE = 0x10000;
  public static final int MSG_BATCH = 0x40000;
  public static final int MSG_ZEROCOPY = 0x4000000;
  public static final int MSG_FASTOPEN = 0x20000000;

  public static final int MSG_CMSG_CLOEXEC = 0x40000000;

  @Since("6.12")
  public static final int MSG_SOCK_DEVMEM = 0x2000000;

  public static final int SOMAXCONN = 4096;

  public static final int SOL_RAW = 255;
  public static final int SOL_DECNET = 261;
  public static final int SOL_X25 = 262;
  public static final int SOL_PACKET = 263;
  public static final int SOL_ATM = 264;
  public static final int SOL_AAL = 265;
  public static final int SOL_IRDA = 266;
  public static final int SOL_NETBEUI = 267;
  public static final int SOL_LLC = 268;
  public static final int SOL_DCCP = 269;
  public static final int SOL_NETLINK = 270;
  public static final int SOL_TIPC = 271;
  public static final int SOL_RXRPC = 272;
  public static final int SOL_PPPOL2TP = 273;
  public static final int SOL_BLUETOOTH = 274;
  public static final int SOL_PNPIPE = 275;
  public static final int SOL_RDS = 276;
  public static final int SOL_IUCV = 277;
  public static final int SOL_CAIF = 278;
  public static final int SOL_ALG = 279;
  public static final int SOL_NFC = 280;
  public static final int SOL_KCM = 281;
  public static final int SOL_TLS = 282;
  public static final int SOL_XDP = 283;
  public static final int SOL_MPTCP = 284;
  public static final int SOL_MCTP = 285;
  public static final int SOL_SMC = 286;

  public static final int SOL_SOCKET = 1;

  public static final int SO_DEBUG = 1;

  public static final int SO_REUSEADDR = 2;
  public static final int SO_TYPE = 3;
  public static final int SO_ERROR = 4;
  public static final int SO_DONTROUTE = 5;
  public static final int SO_BROADCAST = 6;
  public static final int SO_SNDBUF = 7;
  public static final int SO_RCVBUF = 8;
  public static final int SO_SNDBUFFORCE = 32;
  public static final int SO_RCVBUFFORCE = 33;
  public static final int SO_KEEPALIVE = 9;
  public static final int SO_OOBINLINE = 10;
  public static final int SO_NO_CHECK = 11;
  public static final int SO_PRIORITY = 12;
  public static final int SO_LINGER = 13;
  public static final int SO_BSDCOMPAT = 14;
  public static final int SO_REUSEPORT = 15;
  public static final int SO_PASSCRED = 16;
  public static final int SO_PEERCRED = 17;
  public static final int SO_RCVLOWAT = 18;
  public static final int SO_SNDLOWAT = 19;
  public static final int SO_RCVTIMEO_OLD = 20;
  public static final int SO_SNDTIMEO_OLD = 21;

  public static final int SO_SECURITY_AUTHENTICATION = 22;
  public static final int SO_SECURITY_ENCRYPTION_TRANSPORT = 23;
  public static final int SO_SECURITY_ENCRYPTION_NETWORK = 24;

  public static final int SO_BINDTODEVICE = 25;

  public static final int SO_ATTACH_FILTER = 26;
  public static final int SO_DETACH_FILTER = 27;
  public static final int SO_GET_FILTER = 26;

  public static final int SO_PEERNAME = 28;
  public static final int SO_ACCEPTCONN = 30;
  public static final int SO_PEERSEC = 31;
  public static final int SO_PASSSEC = 34;
  public static final int SO_MARK = 36;
  public static final int SO_PROTOCOL = 38;
  public static final int SO_DOMAIN = 39;
  public static final int SO_RXQ_OVFL = 40;
  public static final int SO_WIFI_STATUS = 41;
  public static final int SO_PEEK_OFF = 42;
  public static final int SO_NOFCS = 43;
  public static final int SO_LOCK_FILTER = 44;
  public static final int SO_SELECT_ERR_QUEUE = 45;
  public static final int SO_BUSY_POLL = 46;
  public static final int SO_MAX_PACING_RATE = 47;
  public static final int SO_BPF_EXTENSIONS = 48;
  public static final int SO_INCOMING_CPU = 49;
  public static final int SO_ATTACH_BPF = 50;
  public static final int SO_DETACH_BPF = 27;
  public static final int SO_ATTACH_REUSEPORT_CBPF = 51;
  public static final int SO_ATTACH_REUSEPORT_EBPF = 52;
  public static final int SO_CNX_ADVICE = 53;
  public static final int SO_MEMINFO = 55;
  public static final int SO_INCOMING_NAPI_ID = 56;
  public static final int SO_COOKIE = 57;
  public static final int SO_PEERGROUPS = 59;
  public static final int SO_ZEROCOPY = 60;
  public static final int SO_TXTIME = 61;
  public static final int SO_BINDTOIFINDEX = 62;

  public static final int SO_TIMESTAMP_OLD = 29;
  public static final int SO_TIMESTAMPNS_OLD = 35;
  public static final int SO_TIMESTAMPING_OLD = 37;

  public static final int SO_TIMESTAMP_NEW = 63;
  public static final int SO_TIMESTAMPNS_NEW = 64;
  public static final int SO_TIMESTAMPING_NEW = 65;

  public static final int SO_RCVTIMEO_NEW = 66;
  public static final int SO_SNDTIMEO_NEW = 67;
  public static final int SO_DETACH_REUSEPORT_BPF = 68;
  public static final int SO_PREFER_BUSY_POLL = 69;
  public static final int SO_BUSY_POLL_BUDGET = 70;
  public static final int SO_NETNS_COOKIE = 71;
  public static final int SO_BUF_LOCK = 72;
  public static final int SO_RESERVE_MEM = 73;
  public static final int SO_TXREHASH = 74;
  public static final int SO_RCVMARK = 75;

  public static final int SO_TIMESTAMP = 29;
  public static final int SO_TIMESTAMPNS = 35;
  public static final int SO_TIMESTAMPING = 37;

  public static final int SO_RCVTIMEO = 20;
  public static final int SO_SNDTIMEO = 21;

  @Since("6.5")
  public static final int SO_PASSPIDFD = 76;

  @Since("6.5")
  public static final int SO_PEERPIDFD = 77;

  @Since("6.12")
  public static final int SO_DEVMEM_LINEAR = 78;

  @Since("6.12")
  public static final int SO_DEVMEM_DMABUF = 79;

  @Since("6.12")
  public static final int SO_DEVMEM_DONTNEED = 80;

  @Since("6.14")
  public static final int SO_RCVPRIORITY = 82;

  @Since("6.16")
  public static final int SO_PASSRIGHTS = 83;

  @Since("7.0")
  public static final int SO_INQ = 84;

  public static final int SCM_RIGHTS = 0x1;
  public static final int SCM_CREDENTIALS = 0x2;

  @Since("2.6.17")
  public static final int SCM_SECURITY = 3;

  @Since("6.5")
  public static final int SCM_PIDFD = 4;

  public static final int SCM_WIFI_STATUS = 41;
  public static final int SCM_TIMESTAMPING_OPT_STATS = 54;
  public static final int SCM_TIMESTAMPING_PKTINFO = 58;
  public static final int SCM_TXTIME = 61;

  public static final int SCM_TIMESTAMP = 29;
  public static final int SCM_TIMESTAMPNS = 35;
  public static final int SCM_TIMESTAMPING = 37;

  @Since("6.12")
  public static final int SCM_DEVMEM_LINEAR = 78;

  @Since("6.12")
  public static final int SCM_DEVMEM_DMABUF = 79;

  @Since("6.13")
  public static final int SCM_TS_OPT_ID = 81;

  @Since("7.0")
  public static final int SCM_INQ = 84;

  private static final MemorySegment SOCKET = function("socket");
  private static final MemorySegment SOCKETPAIR = function("socketpair");
  private static final MemorySegment BIND = function("bind");
  private static final MemorySegment LISTEN = function("listen");
  private static final MemorySegment ACCEPT4 = function("accept4");
  private static final MemorySegment CONNECT = function("connect");
  private static final MemorySegment GETSOCKNAME = function("getsockname");
  private static final MemorySegment GETPEERNAME = function("getpeername");
  private static final MemorySegment SEND = function("send");
  private static final MemorySegment RECV = function("recv");
  private static final MemorySegment SENDTO = function("sendto");
  private static final MemorySegment RECVFROM = function("recvfrom");
  private static final MemorySegment SENDMSG = function("sendmsg");
  private static final MemorySegment RECVMSG = function("recvmsg");
  private static final MemorySegment SENDMMSG = function("sendmmsg");
  private static final MemorySegment RECVMMSG = function("recvmmsg");
  private static final MemorySegment GETSOCKOPT = function("getsockopt");
  private static final MemorySegment SETSOCKOPT = function("setsockopt");
  private static final MemorySegment SHUTDOWN = function("shutdown");

  private SysSocket() {}

  /**
   * Links the calls of this class by making two that do nothing, so that the next is a quick one.
   */
  public static void link() {
    MemorySegment nothing = ofArray(new byte[0]);
    recv(-1, nothing, 0);
    getsockname(-1, nothing, new int[1]);
  }

  /** {@code int socket(int domain, int type, int protocol)}; INSTANT. */
  public static int socket(int family, int type, int protocol) {
    return call(SOCKET, family, number(type), number(protocol));
  }

  /** {@code int socketpair(int domain, int type, int protocol, int sv[2])}; INSTANT. */
  public static int socketpair(int family, int type, int protocol, int[] descriptors) {
    return call(SOCKETPAIR, family, number(type), number(protocol), ofArray(descriptors));
  }

  /** {@code int bind(int fd, const struct sockaddr *addr, socklen_t len)}; INSTANT. */
  public static int bind(int fd, MemorySegment address) {
    return call(BIND, fd, address, number(address.byteSize()));
  }

  /** {@code int listen(int fd, int backlog)}; INSTANT. */
  public static int listen(int fd, int backlog) {
    return call(LISTEN, fd, number(backlog));
  }

  /** {@code int accept4(int fd, struct sockaddr *addr, socklen_t *len, int flags)}; INSTANT. */
  public static int accept4(int fd, MemorySegment address, int[] length, int flags) {
    return call(ACCEPT4, fd, address, ofArray(length), number(flags));
  }

  /** {@code int connect(int fd, const struct sockaddr *addr, socklen_t len)}; INSTANT. */
  public static int connect(int fd, MemorySegment address) {
    return call(CONNECT, fd, address, number(address.byteSize()));
  }

  /** {@code int getsockname(int fd, struct sockaddr *addr, socklen_t *len)}; INSTANT. */
  public static int getsockname(int fd, MemorySegment address, int[] length) {
    return call(GETSOCKNAME, fd, address, ofArray(length));
  }

  /** {@code int getpeername(int fd, struct sockaddr *addr, socklen_t *len)}; INSTANT. */
  public static int getpeername(int fd, MemorySegment address, int[] length) {
    return call(GETPEERNAME, fd, address, ofArray(length));
  }

  /** {@code ssize_t send(int fd, const void *buf, size_t len, int flags)}; INSTANT. */
  public static long send(int fd, MemorySegment buffer, int flags) {
    return longCall(SEND, fd, buffer, number(buffer.byteSize()), number(flags), NULL, NULL);
  }

  /** {@code send} from part of a heap array. */
  public static long send(int fd, byte[] array, int offset, int length, int flags) {
    if (SystemLayer.PORTABLE) {
      return PortableCalls.INSTANCE.send(fd, array, offset, length, flags);
    }
    // Calls.move, written out: the compiler inlines 15 levels, and each one here is one less for
    // callers. Beyond that a call allocates its segments.
    MemorySegment buffer = ofArray(array).asSlice(offset, length);
    int[] errno = errno();
    try {
      return result(
          Shortcut.IS_OPEN
              ? Shortcut.move(SEND, ofArray(errno), fd, buffer, length, flags)
              : (long)
                  SysSyscall.Transfer.CALL.invokeExact(
                      SysSyscall.Transfer.FUNCTION,
                      ofArray(errno),
                      SysSyscall.SYS_sendto,
                      fd,
                      buffer,
                      (long) length,
                      flags,
                      0L),
          errno);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /** {@code ssize_t recv(int fd, void *buf, size_t len, int flags)}; INSTANT. */
  public static long recv(int fd, MemorySegment buffer, int flags) {
    return longCall(RECV, fd, buffer, number(buffer.byteSize()), number(flags), NULL, NULL);
  }

  /** {@code recv} into part of a heap array. */
  public static long recv(int fd, byte[] array, int offset, int length, int flags) {
    if (SystemLayer.PORTABLE) {
      return PortableCalls.INSTANCE.recv(fd, array, offset, length, flags);
    }
    // As in send.
    MemorySegment buffer = ofArray(array).asSlice(offset, length);
    int[] errno = errno();
    try {
      return result(
          Shortcut.IS_OPEN
              ? Shortcut.move(RECV, ofArray(errno), fd, buffer, length, flags)
              : (long)
                  SysSyscall.Transfer.CALL.invokeExact(
                      SysSyscall.Transfer.FUNCTION,
                      ofArray(errno),
                      SysSyscall.SYS_recvfrom,
                      fd,
                      buffer,
                      (long) length,
                      flags,
                      0L),
          errno);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /**
   * {@code ssize_t sendto(int fd, const void *buf, size_t len, int flags, const struct sockaddr
   * *addr, socklen_t addrlen)}; INSTANT.
   */
  public static long sendto(int fd, MemorySegment buffer, int flags, MemorySegment address) {
    return longCall(
        SENDTO,
        fd,
        buffer,
        number(buffer.byteSize()),
        number(flags),
        address,
        number(address.byteSize()));
  }

  /**
   * {@code ssize_t recvfrom(int fd, void *buf, size_t len, int flags, struct sockaddr *addr,
   * socklen_t *addrlen)}; INSTANT.
   */
  public static long recvfrom(
      int fd, MemorySegment buffer, int flags, MemorySegment address, int[] addressLength) {
    return longCall(
        RECVFROM,
        fd,
        buffer,
        number(buffer.byteSize()),
        number(flags),
        address,
        ofArray(addressLength));
  }

  /** {@code ssize_t sendmsg(int fd, const struct msghdr *msg, int flags)}; INSTANT. */
  public static long sendmsg(int fd, MemorySegment message, int flags) {
    return move(SENDMSG, fd, message, flags, 0);
  }

  /** {@code ssize_t recvmsg(int fd, struct msghdr *msg, int flags)}; INSTANT. */
  public static long recvmsg(int fd, MemorySegment message, int flags) {
    return move(RECVMSG, fd, message, flags, 0);
  }

  /** {@code int sendmmsg(int fd, struct mmsghdr *vec, unsigned int n, int flags)}; INSTANT. */
  public static int sendmmsg(int fd, MemorySegment messages, int count, int flags) {
    return call(SENDMMSG, fd, messages, number(count), number(flags));
  }

  /**
   * {@code int recvmmsg(int fd, struct mmsghdr *vec, unsigned int n, int flags, struct timespec
   * *timeout)}; INSTANT.
   */
  public static int recvmmsg(int fd, MemorySegment messages, int count, int flags) {
    return call(RECVMMSG, fd, messages, number(count), number(flags));
  }

  /** {@code int getsockopt(int fd, int level, int name, void *val, socklen_t *len)}; INSTANT. */
  public static int getsockopt(int fd, int level, int name, MemorySegment value, int[] length) {
    return call(GETSOCKOPT, fd, number(level), number(name), value, ofArray(length));
  }

  /**
   * {@code int setsockopt(int fd, int level, int name, const void *val, socklen_t len)}; INSTANT.
   */
  public static int setsockopt(int fd, int level, int name, MemorySegment value) {
    return call(SETSOCKOPT, fd, number(level), number(name), value, number(value.byteSize()));
  }

  /** {@code int shutdown(int fd, int how)}; INSTANT. */
  public static int shutdown(int fd, int how) {
    return call(SHUTDOWN, fd, number(how));
  }
}
