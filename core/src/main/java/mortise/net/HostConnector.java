package mortise.net;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What it takes to reach a host by its name, and to be reached on all families. */
final class HostConnector {
  private HostConnector() {}

  /** Looks up and connects; see {@link Socket#dial(String, int, Inet, Deadline)}. */
  static Socket dial(String host, int port, @Nullable Inet local, Deadline deadline)
      throws IOException {
    Family family = local == null ? Family.UNSPEC : local.family();
    String target = host + ":" + port;
    List<Inet> addresses =
        Resolver.resolve(host.isEmpty() ? "localhost" : host, port, family, Type.STREAM, deadline)
            .stream()
            .map(Inet.class::cast)
            .distinct()
            .collect(Collectors.toList());
    if (addresses.size() == 1) {
      return connect(addresses.getFirst(), local, deadline);
    }
    return new HappyEyeballs(target, addresses, local, deadline).connect();
  }

  /** One address needs no race. */
  private static Socket connect(Inet address, @Nullable Inet local, Deadline deadline)
      throws IOException {
    Socket socket = Socket.open(address.family(), Type.STREAM);
    try (CloseGuard guard = new CloseGuard(socket)) {
      if (local != null) {
        socket.bind(local);
      }
      socket.connect(address, deadline);
      return guard.release(socket);
    }
  }

  /** A socket that listens; see {@link Socket#listener(Address)}. */
  static Socket listener(Address address, boolean dualStack) throws IOException {
    Socket socket = Socket.open(address.family(), Type.STREAM);
    try (CloseGuard guard = new CloseGuard(socket)) {
      if (address instanceof Inet) {
        socket.option(Option.SO_REUSEADDR, true);
      }
      if (address instanceof Inet6) {
        socket.option(Ipv6Option.IPV6_V6ONLY, !dualStack);
      }
      socket.bind(address);
      socket.listen();
      return guard.release(socket);
    }
  }

  /** Whether one socket of IPv6 can have the traffic of both families. */
  static boolean hasDualStack() {
    try (Socket socket = Socket.open(Family.INET6, Type.STREAM)) {
      socket.option(Ipv6Option.IPV6_V6ONLY, false);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
