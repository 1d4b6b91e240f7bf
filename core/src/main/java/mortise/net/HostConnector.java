package mortise.net;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What it takes to reach a host by its name, and to be reached on all families. */
final class HostConnector {
  private HostConnector() {}

  /** Looks up and connects; see {@link SocketConfig#dial(String, int, Family, Inet, Deadline)}. */
  static Socket dial(
      SocketConfig config,
      String host,
      int port,
      Family family,
      @Nullable Inet local,
      Deadline deadline)
      throws IOException {
    Family wanted = local == null ? family : local.family();
    String target = host + ":" + port;
    List<Inet> addresses =
        Resolver.resolve(host.isEmpty() ? "localhost" : host, port, wanted, config.type(), deadline)
            .stream()
            .map(Inet.class::cast)
            .distinct()
            .collect(Collectors.toList());
    if (addresses.size() == 1) {
      return config.connect(addresses.getFirst(), local, deadline); // one address needs no race
    }
    return new HappyEyeballs(config, target, addresses, local, deadline).connect();
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
