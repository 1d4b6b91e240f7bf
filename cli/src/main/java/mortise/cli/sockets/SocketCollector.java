package mortise.cli.sockets;

import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import mortise.diag.KernelSocket;
import mortise.diag.KernelSockets;
import mortise.net.Errno;
import mortise.net.Inet;
import mortise.net.SocketFailure;
import mortise.net.Unix;

/** Asks the kernel and /proc, and puts together what belongs together. */
public final class SocketCollector {
  private static final Comparator<ListedSocket> ORDER =
      Comparator.comparing(ListedSocket::kind)
          .thenComparing(listed -> !StateNames.name(listed.socket().state()).equals("LISTEN"))
          .thenComparingInt(listed -> listed.socket().local() instanceof Inet i ? i.port() : 0)
          .thenComparing(listed -> listed.socket().local().toString())
          .thenComparing(listed -> listed.socket().peer().toString());

  private final KernelSockets kernel;
  private final SocketFilter wanted;
  private final boolean info;

  SocketCollector(KernelSockets kernel, SocketFilter wanted, boolean info) {
    this.kernel = kernel;
    this.wanted = wanted;
    this.info = info;
  }

  /**
   * Reads what there is at this moment.
   *
   * @throws SocketException when one kind alone was asked for and this kernel does not list it
   */
  List<ListedSocket> read() throws IOException {
    Map<SocketKind, List<KernelSocket>> sockets = new HashMap<>();
    for (SocketKind kind : new TreeSet<>(wanted.kinds())) {
      try {
        sockets.put(kind, kind.read(kernel, info));
      } catch (IOException e) {
        refuse(kind, e);
      }
    }
    // Read after the sockets, so that one whose process has just closed it has no owner rather
    // than a wrong one.
    ProcessOwners owners = ProcessOwners.read();
    Map<Long, String> names = names(sockets.getOrDefault(SocketKind.UNIX, List.of()));
    List<ListedSocket> all = new ArrayList<>();
    sockets.forEach((kind, list) ->
        list.stream()
            .map(socket -> listed(kind, socket, owners, names))
            .filter(wanted::has)
            .forEach(all::add));
    all.sort(ORDER);
    return all;
  }

  private void refuse(SocketKind kind, IOException e) throws IOException {
    boolean unknown = e instanceof SocketFailure f && f.errno().equals(Errno.ENOENT);
    if (!unknown) {
      throw e;
    }
    if (wanted.kinds().size() == 1) {
      throw new SocketException(
          "the kernel does not list " + kind + " sockets (" + e.getMessage() + ")", e);
    }
  }

  /** Where UNIX sockets are bound, by inode. */
  private static Map<Long, String> names(List<KernelSocket> sockets) {
    Map<Long, String> names = new HashMap<>();
    for (KernelSocket socket : sockets) {
      if (socket.local() instanceof Unix name && !name.isUnnamed()) {
        names.put(socket.holder().inode(), RowFormat.unixName(name));
      }
    }
    return names;
  }

  private static ListedSocket listed(
      SocketKind kind, KernelSocket socket, ProcessOwners owners, Map<Long, String> names) {
    var peer = socket.details().peerInode();
    String peerName = peer.isPresent() ? names.getOrDefault(peer.getAsLong(), "") : "";
    return new ListedSocket(kind, socket, owners.of(socket.holder().inode()), peerName);
  }
}
