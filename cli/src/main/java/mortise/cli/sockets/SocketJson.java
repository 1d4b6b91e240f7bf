package mortise.cli.sockets;

import java.util.List;
import java.util.Locale;
import mortise.cli.shell.Json;
import mortise.diag.KernelSocket;
import mortise.net.Address;
import mortise.net.Inet;
import mortise.net.Unix;
import mortise.net.Vsock;

/** A socket as an object of JSON, with all that is known. */
final class SocketJson {
  private SocketJson() {}

  static Json of(ListedSocket listed) {
    KernelSocket socket = listed.socket();
    KernelSocket.Holder holder = socket.holder();
    return new Json()
        .put("kind", listed.kind().toString())
        .put("family", socket.family().toString())
        .put("type", socket.type().toString())
        .put("protocol", socket.protocol().number())
        .put("state", StateNames.name(socket.state()))
        .put("receive_queue", socket.queues().received())
        .put("send_queue", socket.queues().sent())
        .put("local", address(socket.local()))
        .put("peer", peer(listed))
        .put("interface", socket.link() == 0 ? null : RowFormat.link(socket.link()))
        .put("inode", holder.inode())
        .put("peer_inode", peerInode(socket))
        .put("cookie", Long.toHexString(holder.cookie()))
        .put("user", holder.user() < 0 ? null : holder.user())
        .put("timer", socket.timer().map(SocketJson::timer).orElse(null))
        .put("tcp", TcpInfoFormat.json(socket))
        .put("processes", listed.owners().stream().map(SocketJson::owner).toList());
  }

  private static Object address(Address address) {
    return switch (address) {
      case Inet inet -> new Json().put("host", inet.host()).put("port", inet.port());
      case Unix name -> name.isUnnamed() ? null : new Json().put("path", RowFormat.unixName(name));
      case Vsock vsock -> new Json().put("cid", vsock.cid()).put("port", vsock.port());
      default -> address.toString();
    };
  }

  private static Object peer(ListedSocket listed) {
    return listed.peerName().isEmpty()
        ? address(listed.socket().peer())
        : new Json().put("path", listed.peerName());
  }

  private static Long peerInode(KernelSocket socket) {
    var inode = socket.details().peerInode();
    return inode.isPresent() ? inode.getAsLong() : null;
  }

  private static Json timer(KernelSocket.Timer timer) {
    return new Json()
        .put("kind", timer.kind().toString().toLowerCase(Locale.ROOT))
        .put("left_ms", timer.remaining().toMillis())
        .put("count", timer.count());
  }

  private static Json owner(ProcessOwner owner) {
    return new Json()
        .put("name", owner.name())
        .put("pid", owner.pid())
        .put("descriptors", List.of(owner.descriptor()));
  }
}
