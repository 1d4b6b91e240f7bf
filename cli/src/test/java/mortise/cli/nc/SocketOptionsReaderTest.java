package mortise.cli.nc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mortise.net.Address;
import mortise.net.Inet4;
import mortise.net.Inet6;
import mortise.net.IpOption;
import mortise.net.Ipv6Option;
import mortise.net.Option;
import mortise.net.Protocol;
import mortise.net.Socket;
import mortise.testing.Needs;
import mortise.testing.NeedsLinux;
import org.junit.jupiter.api.Test;

/** What is wished for the socket is what the kernel says of it. */
final class SocketOptionsReaderTest {
  private static Socket socket(Address to, String... options) throws Exception {
    String[] all = java.util.Arrays.copyOf(options, options.length + 2);
    all[options.length] = "127.0.0.1";
    all[options.length + 1] = "1";
    NcSettings settings = NcSettings.of(ParsedOptions.parse(all));
    NcRun session = new NcRun(settings, null, new Log(System.err, 0), null, 0);
    return new NcSockets(session).toConnect(to);
  }

  @Test
  @NeedsLinux("IP_TTL")
  void typeOfServiceAndHops() throws Exception {
    try (Socket socket = socket(Inet4.LOOPBACK, "--tos", "af21", "--ttl", "7")) {
      assertEquals(0x48, socket.option(IpOption.IP_TOS));
      assertEquals(7, socket.option(IpOption.IP_TTL));
    }
    Needs.ipv6();
    try (Socket socket = socket(Inet6.LOOPBACK, "--tos", "0x10", "--ttl", "9")) {
      assertEquals(0x10, socket.option(Ipv6Option.IPV6_TCLASS));
      assertEquals(9, socket.option(Ipv6Option.IPV6_UNICAST_HOPS));
    }
  }

  @Test
  @NeedsLinux("SO_BINDTODEVICE")
  void interfaceAndMark() throws Exception {
    Needs.root();
    try (Socket socket = socket(Inet4.LOOPBACK, "--interface", "lo", "--mark", "0xff000001")) {
      assertEquals("lo", socket.option(Option.SO_BINDTODEVICE));
      assertEquals(0xff000001L, socket.option(Option.SO_MARK));
    }
  }

  @Test
  @NeedsLinux("MPTCP")
  void severalPaths() throws Exception {
    try (Socket socket = socket(Inet4.LOOPBACK, "--mptcp")) {
      assertEquals(Protocol.MPTCP, socket.protocol());
    }
  }

  @Test
  void namesOfServicesAreNumbers() {
    List<String> names = List.of("lowdelay", "throughput", "reliability", "ef", "cs3", "af43");
    List<Integer> numbers = List.of(0x10, 8, 4, 0xb8, 0x60, 0x98);
    for (int i = 0; i < names.size(); i++) {
      ParsedOptions given = ParsedOptions.parse("--tos", names.get(i), "127.0.0.1");
      assertEquals(numbers.get(i), NcSettings.of(given).socketOptions().tos(), names.get(i));
    }
  }

  @Test
  @NeedsLinux("TCP Fast Open")
  void firstBytesGoAlong() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK)) {
      int port = ((mortise.net.Inet) listener.localAddress()).port();
      for (String input : List.of("first bytes", "")) {
        try (Nc nc = Nc.start("--fastopen", "127.0.0.1", port)) {
          nc.say(input).endInput();
          try (Socket peer = listener.accept()) {
            assertEquals(input, new String(peer.inputStream().readAllBytes()));
          }
          assertTrue(nc.end().status() == Ncat.OK);
        }
      }
    }
  }
}
