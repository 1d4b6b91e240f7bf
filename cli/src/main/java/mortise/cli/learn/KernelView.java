package mortise.cli.learn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mortise.diag.KernelSocket;
import mortise.diag.KernelSockets;
import mortise.net.Address;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Option;
import mortise.net.Protocol;
import mortise.net.Socket;
import mortise.net.Unix;

/** What the kernel has of the sockets of a stage, sock_diag(7). */
final class KernelView {
  /**
   * A socket of the kernel's.
   *
   * @param name the variable that has it; empty where none does: it waits in a listener's queue, or
   *     was closed
   * @param received bytes in the receive buffer; of a listener connections in its queue; {@link
   *     #UNKNOWN} where the system does not report it
   * @param sent bytes in the send buffer, not yet acknowledged; of a listener the backlog; or
   *     {@link #UNKNOWN}
   */
  record Row(String name, String state, String local, String peer, long received, long sent) {}

  static final long UNKNOWN = -1;

  private final Stage stage;
  private final Map<Long, String> names;
  private final List<Row> rows = new ArrayList<>();
  private boolean complete;

  private KernelView(Stage stage) {
    this.stage = stage;
    this.names = names(stage);
  }

  /** The view of now. Where the kernel has no list, what the sockets themselves know. */
  static KernelView of(Stage stage) {
    KernelView view = new KernelView(stage);
    view.read();
    return view;
  }

  List<Row> rows() {
    return rows;
  }

  /** Whether the rows are the kernel's list, and not only what the program's sockets know. */
  boolean isComplete() {
    return complete;
  }

  /** A number of a queue as text. */
  static String queue(long count) {
    return count == UNKNOWN ? "?" : Long.toString(count);
  }

  /** The addresses of all sockets that there are of the stage's port now. */
  static List<String> addresses(Stage stage) {
    try (KernelSockets kernel = KernelSockets.open()) {
      return new KernelView(stage).sockets(kernel).stream().map(KernelView::addresses).toList();
    } catch (IOException | UnsupportedOperationException e) {
      return List.of();
    }
  }

  private static String addresses(KernelSocket socket) {
    return socket.local() + " " + socket.peer();
  }

  private void read() {
    Set<String> named = new HashSet<>();
    try (KernelSockets kernel = KernelSockets.open()) {
      for (KernelSocket socket : sockets(kernel)) {
        Row row = row(socket);
        if (row.name().isEmpty() && stage.isEarlier(addresses(socket))) {
          continue;
        }
        named.add(row.name());
        rows.add(row);
      }
      complete = true;
    } catch (IOException | UnsupportedOperationException _) {
      // The sockets follow.
    }
    stage
        .sockets()
        .forEach((name, socket) -> {
          if (socket.isOpen() && !named.contains(name)) {
            rows.add(own(name, socket));
          }
        });
  }

  private List<KernelSocket> sockets(KernelSockets kernel) throws IOException {
    return switch (stage.lesson().kind()) {
      case TCP -> ofPort(kernel.inet(Family.INET, Protocol.TCP, false));
      case UDP -> ofPort(kernel.inet(Family.INET, Protocol.UDP, false));
      case UNIX -> ofPath(kernel.unix());
    };
  }

  private List<KernelSocket> ofPort(List<KernelSocket> all) {
    return all.stream().filter(s -> has(s.local()) || has(s.peer())).toList();
  }

  private boolean has(Address address) {
    return address instanceof Inet inet && inet.port() == stage.port();
  }

  private List<KernelSocket> ofPath(List<KernelSocket> all) throws IOException {
    Unix path = Unix.of(stage.path());
    Set<Long> inodes = new HashSet<>();
    for (KernelSocket socket : all) {
      if (socket.local().equals(path)) {
        inodes.add(socket.holder().inode());
        socket.details().peerInode().ifPresent(inodes::add);
      }
    }
    return all.stream().filter(s -> inodes.contains(s.holder().inode())).toList();
  }

  private Row row(KernelSocket socket) {
    return new Row(
        name(socket),
        socket.state().toString(),
        text(socket.local()),
        text(socket.peer()),
        socket.queues().received(),
        socket.queues().sent());
  }

  private String name(KernelSocket socket) {
    return names.getOrDefault(socket.holder().inode(), "");
  }

  /** The variables by the inodes of their sockets, which /proc/self/fd shows. */
  private static Map<Long, String> names(Stage stage) {
    Map<Long, String> names = new HashMap<>();
    stage
        .sockets()
        .forEach((name, socket) -> {
          try {
            Path file = Path.of("/proc/self/fd/" + socket.fileno());
            String target = Files.readSymbolicLink(file).toString();
            names.put(Long.parseLong(target.replaceAll("\\D", "")), name);
          } catch (IOException | NumberFormatException _) {
            // It is closed, or this system has no such folder.
          }
        });
    return names;
  }

  private static boolean isNone(Address address) {
    return address instanceof Inet inet ? inet.port() == 0 : address.equals(Unix.UNNAMED);
  }

  private static String text(Address address) {
    return address == null ? "" : address.toString();
  }

  /** A socket that the kernel's list lacks: it is not bound yet, or there is no list. */
  private static Row own(String name, Socket socket) {
    String local = "";
    boolean listens = false;
    long received = UNKNOWN;
    try {
      local = text(socket.localAddress());
      listens = socket.option(Option.SO_ACCEPTCONN);
      received = listens ? UNKNOWN : socket.inputStream().available();
    } catch (IOException | RuntimeException _) {
      // It has just been closed, or is of a kind that has no such number.
    }
    Address peer = socket.cachedPeerAddress();
    boolean connected = peer != null && !isNone(peer);
    String state = listens ? "LISTEN" : connected ? "ESTABLISHED" : "CLOSE";
    boolean unused = !listens && !connected;
    return new Row(name, state, local, text(peer), unused ? 0 : received, unused ? 0 : UNKNOWN);
  }
}
