package mortise.cli.sockets;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import mortise.diag.KernelSocket;
import mortise.diag.KernelSockets;
import mortise.net.Family;
import mortise.net.Protocol;

/** A kind of sockets that the kernel lists together. */
public enum SocketKind {
  TCP,
  UDP,
  UDPLITE,
  SCTP,
  MPTCP,
  RAW,
  UNIX,
  VSOCK,
  PACKET,
  NETLINK;

  /**
   * Reads names of kinds, "inet" and "all" among them.
   *
   * @throws IllegalArgumentException when there is no such kind
   */
  public static Set<SocketKind> parse(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "all" -> EnumSet.allOf(SocketKind.class);
      case "inet" -> EnumSet.range(TCP, RAW);
      case String one -> {
        for (SocketKind kind : values()) {
          if (kind.toString().equals(one)) {
            yield EnumSet.of(kind);
          }
        }
        throw new IllegalArgumentException(
            "unknown socket kind '"
                + name
                + "' (expected tcp, udp, udplite, sctp, mptcp, raw, unix, vsock, packet, netlink,"
                + " inet or all)");
      }
    };
  }

  boolean isInternet() {
    return compareTo(RAW) <= 0;
  }

  /** Whether the peers of such sockets may be in its queue before they are accepted. */
  boolean hasConnections() {
    return this == TCP || this == SCTP || this == MPTCP || this == UNIX || this == VSOCK;
  }

  /**
   * Asks for all sockets of this kind.
   *
   * @throws java.net.SocketException ENOENT when this kernel does not list them
   */
  List<KernelSocket> read(KernelSockets sockets, boolean info) throws IOException {
    return switch (this) {
      case TCP -> internet(sockets, Protocol.TCP, info);
      case UDP -> internet(sockets, Protocol.UDP, info);
      case UDPLITE -> internet(sockets, Protocol.UDPLITE, info);
      case SCTP -> internet(sockets, Protocol.SCTP, info);
      case MPTCP -> internet(sockets, Protocol.MPTCP, info);
      case RAW -> internet(sockets, Protocol.RAW, info);
      case UNIX -> sockets.unix();
      case VSOCK -> sockets.vsock();
      case PACKET -> sockets.packet();
      case NETLINK -> sockets.netlink();
    };
  }

  private static List<KernelSocket> internet(KernelSockets sockets, Protocol protocol, boolean info)
      throws IOException {
    List<KernelSocket> all = new ArrayList<>(sockets.inet(Family.INET, protocol, info));
    all.addAll(sockets.inet(Family.INET6, protocol, info));
    return all;
  }

  /** The name as it is written at a shell. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
