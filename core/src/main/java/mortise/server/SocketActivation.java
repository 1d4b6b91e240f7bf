package mortise.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import mortise.net.Printable;
import mortise.net.Socket;

/**
 * Sockets that systemd opened before it started this process, sd_listen_fds(3): the descriptors
 * from 3 on, as many as LISTEN_FDS, with the names of LISTEN_FDNAMES.
 *
 * <pre>{@code
 * ServerConfig config = Server.of(handler);
 * for (ListenerConfig listener : SocketActivation.take()) {
 *   config = config.listen(listener);
 * }
 * }</pre>
 *
 * <p>With {@code Accept=yes}, systemd.socket(5), the descriptor is a connection; see {@link
 * ListenerConfig#of}.
 */
public final class SocketActivation {
  private static final int FIRST = 3;
  private static final AtomicBoolean TAKEN = new AtomicBoolean();

  private SocketActivation() {}

  /**
   * Takes the listeners; none where this process was not started so, or the variables are meant for
   * another process (LISTEN_PID). A socket of datagrams is for {@link DatagramServer}: {@link
   * #sockets}.
   *
   * @throws IllegalStateException when they were taken before
   * @throws java.net.SocketException when a descriptor is no socket (ENOTSOCK)
   */
  public static List<ListenerConfig> take() throws IOException {
    List<ListenerConfig> listeners = new ArrayList<>();
    for (Map.Entry<String, Socket> named : sockets()) {
      listeners.add(ListenerConfig.of(named.getValue()).named(named.getKey()));
    }
    return listeners;
  }

  /** Takes the sockets with their names, whatever they are for. */
  public static List<Map.Entry<String, Socket>> sockets() throws IOException {
    int count = count(System.getenv(), ProcessHandle.current().pid());
    if (count > 0 && !TAKEN.compareAndSet(false, true)) {
      throw new IllegalStateException("the sockets of LISTEN_FDS were taken before");
    }
    List<String> names = names(System.getenv(), count);
    List<Map.Entry<String, Socket>> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(Map.entry(names.get(i), Socket.ofDescriptor(FIRST + i)));
      }
    } catch (Throwable t) {
      sockets.forEach(named -> named.getValue().close());
      throw t;
    }
    return sockets;
  }

  /** How many sockets there are for a process. */
  static int count(Map<String, String> environment, long pid) {
    String count = environment.get("LISTEN_FDS");
    String target = environment.get("LISTEN_PID");
    if (count == null || target == null || !target.equals(Long.toString(pid))) {
      return 0;
    }
    if (!count.matches("\\d{1,6}")) {
      throw new IllegalStateException(
          "LISTEN_FDS is \"" + Printable.of(count) + "\" (expected a number)");
    }
    return Integer.parseInt(count);
  }

  /** Their names; "unknown" as in systemd where they have none. */
  static List<String> names(Map<String, String> environment, int count) {
    String names = environment.get("LISTEN_FDNAMES");
    List<String> all = new ArrayList<>(names == null ? List.of() : List.of(names.split(":", -1)));
    while (all.size() < count) {
      all.add("unknown");
    }
    return all;
  }
}
