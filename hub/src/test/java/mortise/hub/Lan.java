package mortise.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mortise.testing.Needs;
import mortise.testing.Network;
import mortise.testing.Program;

/**
 * Hosts 10.9.0.1, 10.9.0.2 and so on at a switch, each in a network namespace. A host can be cut
 * off at the switch: it sees a link that is up and hears nothing.
 */
final class Lan implements AutoCloseable {
  private final Network bridge;
  private final List<Network> hosts = new ArrayList<>();

  private Lan(Network bridge) {
    this.bridge = bridge;
  }

  static Lan open(int hosts) throws IOException, InterruptedException {
    Needs.root();
    Lan lan = new Lan(Network.openOwn());
    try {
      lan.onSwitch("ip link add lan type bridge && ip link set lan up");
      for (int i = 1; i <= hosts; i++) {
        lan.add(i);
      }
      return lan;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      lan.close();
      throw e;
    }
  }

  private void add(int number) throws IOException, InterruptedException {
    Network host = Network.openOwn();
    hosts.add(host);
    try (Program holder = host.start("sleep", "600")) {
      onSwitch(
          "ip link add portN type veth peer name wire netns ".replace("N", "" + number)
              + awaited(holder)
              + " && ip link set portN master lan up".replace("N", "" + number));
    }
    run(host, "ip addr add 10.9.0.%d/24 dev wire && ip link set wire up".formatted(number));
  }

  /** The pid, once it has changed to its namespace: that is when it has become sleep. */
  private static long awaited(Program sleep) throws IOException {
    Path name = Path.of("/proc/" + sleep.pid() + "/comm");
    while (!Files.readString(name).startsWith("sleep")) {
      Thread.onSpinWait();
    }
    return sleep.pid();
  }

  private void onSwitch(String script) throws IOException, InterruptedException {
    run(bridge, script);
  }

  private static void run(Network network, String script) throws IOException, InterruptedException {
    try (Program sh = network.start("sh", "-ec", script)) {
      Program.Ended ended = sh.end();
      if (ended.status() != 0) {
        throw new IOException(script + ": " + ended);
      }
    }
  }

  static String address(int number) {
    return "10.9.0." + number;
  }

  /** Starts a program on a host. */
  Program start(int number, Object... command) throws IOException {
    return hosts.get(number - 1).start(command);
  }

  /** Lets no packet of a host through, nor to it. */
  void cut(int number) throws IOException, InterruptedException {
    onSwitch("ip link set port" + number + " nomaster");
  }

  void mend(int number) throws IOException, InterruptedException {
    onSwitch("ip link set port" + number + " master lan up");
  }

  @Override
  public void close() {
    hosts.forEach(Network::close);
    bridge.close();
  }
}
