package mortise.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mortise.testing.Needs;
import mortise.testing.Network;
import mortise.testing.Program;

/**
 * Two hosts and a router between them, in network namespaces: 10.1.0.1 and fd01::1 near, 10.2.0.2
 * and fd02::2 far. The link to the far one takes 1400 bytes. Behind the router nobody may reach
 * 10.3.0.0/24.
 */
final class Route implements AutoCloseable {
  private final Network near = Network.openOwn();
  private final Network router = Network.openOwn();
  private final Network far = Network.openOwn();

  Route() throws IOException, InterruptedException {
    Needs.root();
    try (Program routerHolder = router.start("sleep", "600");
        Program farHolder = far.start("sleep", "600")) {
      run(near, "ip link add wire type veth peer name left netns " + awaited(routerHolder));
      run(router, "ip link add right type veth peer name wire netns " + awaited(farHolder));
    }
    run(
        router,
        "echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding;"
            + " ip addr add 10.1.0.254/24 dev left; ip addr add fd01::fe/64 dev left nodad;"
            + " ip addr add 10.2.0.254/24 dev right; ip addr add fd02::fe/64 dev right nodad;"
            + " ip link set left up; ip link set right mtu 1400 up; ip route add prohibit 10.3.0.0/24");
    end(near, "1");
    end(far, "2");
  }

  /** The pid, once it has changed to its namespace: that is when it has become sleep. */
  private static long awaited(Program sleep) throws IOException {
    Path name = Path.of("/proc/" + sleep.pid() + "/comm");
    while (!Files.readString(name).startsWith("sleep")) {
      Thread.onSpinWait();
    }
    return sleep.pid();
  }

  private static void end(Network network, String number) throws IOException, InterruptedException {
    run(
        network,
        "ip addr add 10.N.0.N/24 dev wire; ip addr add fd0N::N/64 dev wire nodad; ip link set wire up;"
                .replace("N", number)
            + " ip route add default via 10.N.0.254; ip route add default via fd0N::fe"
                .replace("N", number));
  }

  private static void run(Network network, String script) throws IOException, InterruptedException {
    try (Program sh = network.start("sh", "-ec", script)) {
      Program.Ended ended = sh.end();
      if (ended.status() != 0) {
        throw new IOException(script + ": " + ended);
      }
    }
  }

  /** The host at this end. */
  Network near() {
    return near;
  }

  /** The other one. */
  Network far() {
    return far;
  }

  @Override
  public void close() {
    near.close();
    router.close();
    far.close();
  }
}
