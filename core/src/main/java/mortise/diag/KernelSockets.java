package mortise.diag;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import mortise.net.Errno;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Inet6;
import mortise.net.NetlinkClient;
import mortise.net.Protocol;
import mortise.net.SocketFailure;
import mortise.net.TcpState;
import mortise.net.Type;
import mortise.sys.LinuxInetDiag;
import mortise.sys.LinuxNetlinkDiag;
import mortise.sys.LinuxPacketDiag;
import mortise.sys.LinuxSockDiag;
import mortise.sys.LinuxUnixDiag;
import mortise.sys.SysErrno;
import mortise.sys.SysSocket;
import mortise.sys.struct.InetDiagReqV2;
import mortise.sys.struct.InetDiagSockid;
import mortise.sys.struct.NetlinkDiagReq;
import mortise.sys.struct.Nlattr;
import mortise.sys.struct.PacketDiagReq;
import mortise.sys.struct.UnixDiagReq;
import mortise.sys.struct.VsockDiagReq;
import org.jspecify.annotations.Nullable;

/**
 * What sockets there are in this network namespace, of all processes: what ss(8) shows, asked of
 * the kernel by netlink, sock_diag(7).
 *
 * <p>A list is no picture of one moment: sockets that come or go meanwhile may be in it or not. Any
 * user may read; {@link #destroy} requires CAP_NET_ADMIN.
 *
 * <p>A kernel that lacks a family, or its module for this, fails with ENOENT. Calls do not wait for
 * anything but the kernel. One thread at a time.
 */
public final class KernelSockets implements Closeable {
  private static final int EVERY_STATE = -1;

  /** INET_DIAG_NOCOOKIE in both halves. */
  private static final long ANY_COOKIE = -1;

  private static final int LISTEN = TcpState.LISTEN.number();

  private final NetlinkClient talk;

  private KernelSockets(NetlinkClient talk) {
    this.talk = talk;
  }

  /**
   * Begins to talk with the kernel.
   *
   * @throws java.net.SocketException when it has no such netlink
   */
  public static KernelSockets open() throws IOException {
    return new KernelSockets(NetlinkClient.open(Protocol.NETLINK_SOCK_DIAG));
  }

  /**
   * Sockets over IP. Raw ones come from {@code /proc/net/raw} where the kernel has no messages
   * about them.
   *
   * @param family {@link Family#INET} or {@link Family#INET6}
   * @param protocol {@link Protocol#TCP}, {@link Protocol#UDP}, {@link Protocol#UDPLITE}, {@link
   *     Protocol#SCTP}, {@link Protocol#MPTCP}, for which the kernel reports no {@link
   *     KernelSocket.Details#tcp}, or {@link Protocol#RAW} for the raw sockets of all protocols
   * @param info whether {@link KernelSocket.Details#tcp} and the congestion control are wanted,
   *     which make the answer some ten times as long
   * @throws java.net.SocketException ENOENT when this kernel has no such sockets
   */
  public List<KernelSocket> inet(Family family, Protocol protocol, boolean info)
      throws IOException {
    MemorySegment request = request(family, protocol);
    int extensions = 1 << LinuxInetDiag.INET_DIAG_SHUTDOWN - 1;
    if (info) {
      extensions |= 1 << LinuxInetDiag.INET_DIAG_INFO - 1 | 1 << LinuxInetDiag.INET_DIAG_CONG - 1;
    }
    InetDiagReqV2.idiag_ext(request, extensions);
    try {
      return dump(family, request, message -> SockDiagMessages.inet(message, protocol));
    } catch (IOException e) {
      boolean unknown = e instanceof SocketFailure f && f.errno().equals(Errno.ENOENT);
      if (unknown && protocol.equals(Protocol.RAW)) {
        return ProcNetRaw.read(family);
      }
      throw e;
    }
  }

  /**
   * The TCP socket with these two addresses, by one request that looks up no other socket. One that
   * is listening is not found.
   *
   * @param local the address of the socket that is asked for
   * @param peer the address that it is connected to
   * @return empty when this network namespace has no such socket
   */
  public Optional<KernelSocket> tcp(Inet local, Inet peer) throws IOException {
    MemorySegment request = request(local.family(), Protocol.TCP);
    int link = local instanceof Inet6 inet ? inet.scope() : 0;
    identify(request, local, peer, link, ANY_COOKIE);
    Collector found = new Collector();
    try {
      talk.command("sock_diag of a TCP socket", LinuxSockDiag.SOCK_DIAG_BY_FAMILY, request, found);
    } catch (SocketException e) {
      if (e instanceof SocketFailure failure && failure.errno().number() == SysErrno.ENOENT) {
        return Optional.empty();
      }
      throw e;
    }
    // Where no connection has these addresses the kernel answers with the listener of the port.
    return Optional.ofNullable(found.socket).filter(socket -> socket.state().number() != LISTEN);
  }

  private static final class Collector implements Consumer<MemorySegment> {
    private @Nullable KernelSocket socket;

    @Override
    public void accept(MemorySegment message) {
      socket = SockDiagMessages.inet(message, Protocol.TCP);
    }
  }

  /** A protocol beyond 255, as MPTCP's, stands in an attribute behind the request. */
  private static MemorySegment request(Family family, Protocol protocol) {
    boolean fits = protocol.number() < 1 << 8;
    int size = InetDiagReqV2.SIZE + (fits ? 0 : Nlattr.SIZE + Integer.BYTES);
    MemorySegment request = MemorySegment.ofArray(new byte[size]);
    InetDiagReqV2.sdiag_family(request, family.number());
    InetDiagReqV2.sdiag_protocol(request, fits ? protocol.number() : Protocol.RAW.number());
    InetDiagReqV2.idiag_states(request, EVERY_STATE);
    if (!fits) {
      MemorySegment attribute = request.asSlice(InetDiagReqV2.SIZE);
      Nlattr.nla_len(attribute, Nlattr.SIZE + Integer.BYTES);
      Nlattr.nla_type(attribute, LinuxInetDiag.INET_DIAG_REQ_PROTOCOL);
      attribute.set(ValueLayout.JAVA_INT_UNALIGNED, Nlattr.SIZE, protocol.number());
    }
    return request;
  }

  /** UNIX sockets of all types. */
  public List<KernelSocket> unix() throws IOException {
    MemorySegment request = MemorySegment.ofArray(new byte[UnixDiagReq.SIZE]);
    UnixDiagReq.sdiag_family(request, SysSocket.AF_UNIX);
    UnixDiagReq.udiag_states(request, EVERY_STATE);
    UnixDiagReq.udiag_show(
        request,
        LinuxUnixDiag.UDIAG_SHOW_NAME
            | LinuxUnixDiag.UDIAG_SHOW_PEER
            | LinuxUnixDiag.UDIAG_SHOW_ICONS
            | LinuxUnixDiag.UDIAG_SHOW_RQLEN
            | LinuxUnixDiag.UDIAG_SHOW_UID);
    return dump(Family.UNIX, request, SockDiagMessages::unix);
  }

  /** Sockets between virtual machines and their host. */
  public List<KernelSocket> vsock() throws IOException {
    MemorySegment request = MemorySegment.ofArray(new byte[VsockDiagReq.SIZE]);
    VsockDiagReq.sdiag_family(request, SysSocket.AF_VSOCK);
    VsockDiagReq.vdiag_states(request, EVERY_STATE);
    return dump(Family.VSOCK, request, SockDiagMessages::vsock);
  }

  /** Sockets of the link layer. */
  public List<KernelSocket> packet() throws IOException {
    MemorySegment request = MemorySegment.ofArray(new byte[PacketDiagReq.SIZE]);
    PacketDiagReq.sdiag_family(request, SysSocket.AF_PACKET);
    PacketDiagReq.pdiag_show(
        request, LinuxPacketDiag.PACKET_SHOW_INFO | LinuxPacketDiag.PACKET_SHOW_MEMINFO);
    return dump(Family.PACKET, request, SockDiagMessages::packet);
  }

  /** Sockets that talk with the kernel, the one that asks among them. */
  public List<KernelSocket> netlink() throws IOException {
    MemorySegment request = MemorySegment.ofArray(new byte[NetlinkDiagReq.SIZE]);
    NetlinkDiagReq.sdiag_family(request, SysSocket.AF_NETLINK);
    NetlinkDiagReq.sdiag_protocol(request, LinuxNetlinkDiag.NDIAG_PROTO_ALL);
    NetlinkDiagReq.ndiag_show(
        request, LinuxNetlinkDiag.NDIAG_SHOW_GROUPS | LinuxNetlinkDiag.NDIAG_SHOW_MEMINFO);
    // A group member is in two of the kernel's lists, and the dump goes through both.
    Set<Long> seen = new HashSet<>();
    return dump(Family.NETLINK, request, SockDiagMessages::netlink).stream()
        .filter(socket -> seen.add(socket.holder().cookie()))
        .toList();
  }

  /**
   * Ends a socket of any process, which sees ECONNABORTED; a peer of TCP sees a reset. The cookie
   * makes sure that no later socket with the same addresses is hit.
   *
   * @param socket one over IP that {@link #inet} has listed
   * @throws java.net.SocketException when the caller may not (EPERM), it is gone (ENOENT), or the
   *     kernel was built without CONFIG_INET_DIAG_DESTROY or cannot end this kind (EOPNOTSUPP)
   * @throws IllegalArgumentException when it is of another family
   */
  public void destroy(KernelSocket socket) throws IOException {
    if (!(socket.local() instanceof Inet local) || !(socket.peer() instanceof Inet peer)) {
      throw new IllegalArgumentException(
          "the kernel can close IP sockets only, not " + socket.family());
    }
    MemorySegment request = request(socket.family(), SockDiagMessages.transport(socket));
    if (socket.type().equals(Type.RAW)) {
      // struct inet_diag_req_raw has here which of the raw sockets' protocols is meant.
      request.set(ValueLayout.JAVA_BYTE, 3, (byte) socket.protocol().number());
    }
    identify(request, local, peer, socket.link(), socket.holder().cookie());
    talk.command(
        "sock_destroy " + local + " -> " + peer, LinuxSockDiag.SOCK_DESTROY, request, _ -> {});
  }

  private static void identify(
      MemorySegment request, Inet local, Inet peer, int link, long cookie) {
    MemorySegment id = InetDiagReqV2.id(request);
    InetDiagSockid.idiag_sport(id, local.port());
    InetDiagSockid.idiag_dport(id, peer.port());
    byte[] source = local.bytes();
    byte[] destination = peer.bytes();
    MemorySegment.copy(MemorySegment.ofArray(source), 0, id, 4, source.length);
    MemorySegment.copy(MemorySegment.ofArray(destination), 0, id, 20, destination.length);
    InetDiagSockid.idiag_if(id, link);
    SockDiagMessages.cookie(InetDiagSockid.idiag_cookie(id), cookie);
  }

  private List<KernelSocket> dump(
      Family family, MemorySegment request, SockDiagMessages.Reader reader) throws IOException {
    List<KernelSocket> sockets = new ArrayList<>();
    talk.dump(
        "sock_diag of " + family,
        LinuxSockDiag.SOCK_DIAG_BY_FAMILY,
        request,
        message -> sockets.add(reader.read(message)));
    return sockets;
  }

  @Override
  public void close() {
    talk.close();
  }
}
