package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Predicate;
import mortise.testing.Needs;
import mortise.testing.NeedsLinux;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Raw sockets, raw(7), against ping, Python and the kernel's own answers. */
@NeedsLinux("a raw socket")
final class RawPeerTest {
  /** A number that nobody has, for experiments: RFC 3692. */
  private static final Protocol OWN = new Protocol(253);

  private Namespace network;

  @BeforeEach
  void enter() throws Exception {
    network = Namespace.open();
  }

  @AfterEach
  void leave() {
    if (network != null) {
      network.close();
    }
  }

  @Test
  void kernelAnswersOurEcho() throws Exception {
    byte[] request = echo(8, 4711);
    checksum(request);
    try (Socket s = network.socket(Family.INET, Type.RAW, Protocol.ICMP)) {
      s.sendTo(request, Inet4.LOOPBACK);
      Datagram reply = first(s, packet -> packet[20] == 0);
      assertThat(reply.sender()).isEqualTo(Inet4.LOOPBACK);
      assertThat(reply.data()[0]).as("IPv4, a header of five words").isEqualTo((byte) 0x45);
      assertThat(Arrays.copyOfRange(reply.data(), 24, reply.data().length))
          .isEqualTo(Arrays.copyOfRange(request, 4, request.length));
    }
  }

  @Test
  void kernelAnswersOurEcho6AndFillsInTheChecksum() throws Exception {
    Needs.ipv6();
    byte[] request = echo(128, 4711);
    try (Socket s = network.socket(Family.INET6, Type.RAW, Protocol.ICMPV6)) {
      s.sendTo(request, Inet6.LOOPBACK);
      Datagram reply = first(s, message -> message[0] == (byte) 129);
      assertThat(reply.sender()).isEqualTo(Inet6.LOOPBACK);
      assertThat(Arrays.copyOfRange(reply.data(), 4, reply.data().length))
          .as("without an IP header")
          .isEqualTo(Arrays.copyOfRange(request, 4, request.length));
    }
  }

  /** A bug once: libc has no services for raw sockets, so the look-up of name and port failed. */
  @Test
  void hostIsFoundByName() throws Exception {
    try (Socket s = network.socket(Family.INET, Type.RAW, OWN)) {
      s.connect("localhost", 7);
      assertThat(s.peerAddress()).isEqualTo(Inet4.LOOPBACK.withPort(7));
    }
  }

  @Test
  void echoOfPingIsSeen() throws Exception {
    try (Socket s = network.socket(Family.INET, Type.RAW, Protocol.ICMP);
        Program ping = network.start("ping", "-c1", "-t33", "-s16", "127.0.0.1")) {
      Datagram request = first(s, packet -> packet[20] == 8);
      assertThat(request.data()).hasSize(20 + 8 + 16);
      assertThat(request.data()[8]).as("time to live").isEqualTo((byte) 33);
      assertThat(ping.end().status()).isZero();
    }
  }

  @Test
  void ownProtocolGoesBothWays() throws Exception {
    try (Socket s = network.socket(Family.INET, Type.RAW, OWN)) {
      s.bind(Inet4.LOOPBACK);
      try (Program python =
          python(
              """
              s = socket.socket(socket.AF_INET, socket.SOCK_RAW, 253)
              s.bind(('127.0.0.2', 0))
              s.sendto(b'ping', ('127.0.0.1', 0))
              data, sender = s.recvfrom(512)
              print(data[20:], data[9], sender)
              """)) {
        Datagram ping = s.recvFrom(512);
        assertThat(ping.sender()).isEqualTo(Inet.of("127.0.0.2", 0));
        assertThat(payload(ping)).isEqualTo("ping");
        assertThat(s.sendTo("pong".getBytes(), ping.sender())).isEqualTo(4);
        assertThat(python.end()).isEqualTo(Python.printed("b'pong' 253 ('127.0.0.1', 0)\n"));
      }
    }
  }

  @Test
  void ownProtocol6GoesBothWays() throws Exception {
    Needs.ipv6();
    try (Socket s = network.socket(Family.INET6, Type.RAW, OWN)) {
      s.bind(Inet6.LOOPBACK);
      try (Program python =
          python(
              """
              s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, 253)
              s.connect(('::1', 0))
              s.send(b'ping')
              data = s.recv(512)
              print(data if data != b'ping' else s.recv(512))
              """)) {
        Datagram ping = s.recvFrom(512);
        assertThat(ping).isEqualTo(new Datagram("ping".getBytes(), Inet6.LOOPBACK));
        s.sendTo("pong".getBytes(), ping.sender());
        assertThat(python.end()).isEqualTo(Python.printed("b'pong'\n"));
      }
    }
  }

  /** With IP_HDRINCL the header is ours; with protocol 255 that is so without the option. */
  @Test
  void headerOfOursArrivesAsItIs() throws Exception {
    try (Program python =
            python(
                """
                s = socket.socket(socket.AF_INET, socket.SOCK_RAW, 253)
                print('ready')
                for i in range(2):
                    data, sender = s.recvfrom(512)
                    print(data[20:], 'ttl', data[8], 'id', data[4:6].hex(), sender)
                """);
        Socket whole = network.socket(Family.INET, Type.RAW, Protocol.RAW);
        Socket s = network.socket(Family.INET, Type.RAW, OWN)) {
      python.awaitOutput("ready");
      assertThat(whole.option(IpOption.IP_HDRINCL)).isTrue();
      assertThat(s.option(IpOption.IP_HDRINCL)).isFalse();
      assertThat(s.option(IpOption.IP_HDRINCL, true).option(IpOption.IP_HDRINCL)).isTrue();
      assertThat(s.sendTo(packet("one", 33), Inet4.LOOPBACK)).isEqualTo(23);
      whole.sendTo(packet("two", 34), Inet4.LOOPBACK);
      assertThat(python.end())
          .isEqualTo(
              Python.printed(
                  """
                  ready
                  b'one' ttl 33 id 4711 ('127.0.0.9', 0)
                  b'two' ttl 34 id 4711 ('127.0.0.9', 0)
                  """));
    }
  }

  @Test
  void headerOfPythonArrivesAsItIs() throws Exception {
    try (Socket s = network.socket(Family.INET, Type.RAW, OWN);
        Program python =
            python(
                """
                s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
                header = struct.pack('>BBHHHBBH4s4s', 0x45, 0, 24, 0x4711, 0, 44, 253, 0,
                                     bytes([127, 0, 0, 9]), bytes([127, 0, 0, 1]))
                print(s.sendto(header + b'ping', ('127.0.0.1', 0)))
                """)) {
      Datagram ping = s.recvFrom(512);
      assertThat(ping.sender()).isEqualTo(Inet.of("127.0.0.9", 0));
      assertThat(ping.data()[8]).as("time to live").isEqualTo((byte) 44);
      assertThat(payload(ping)).isEqualTo("ping");
      assertThat(python.end()).isEqualTo(Python.printed("24\n"));
    }
  }

  /** ipv6(7): a label is asked of the kernel, then goes with the address. */
  @Test
  void flowLabelIsOnTheWire() throws Exception {
    Needs.ipv6();
    Inet6 peer = Inet6.LOOPBACK.withFlow(0x54321);
    try (Program python =
            python(
                """
                s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, 253)
                s.bind(('::1', 0))
                IPV6_FLOWINFO = 11
                s.setsockopt(socket.IPPROTO_IPV6, IPV6_FLOWINFO, 1)
                print('ready')
                for i in range(2):
                    data, ancillary, flags, sender = s.recvmsg(512, 512)
                    print(data, ancillary[0][:2], ancillary[0][2].hex())
                """);
        Socket s = network.socket(Family.INET6, Type.RAW, OWN)) {
      python.awaitOutput("ready");
      s.option(Ipv6Option.IPV6_FLOWINFO_SEND, true);
      s.option(Ipv6Option.IPV6_FLOWLABEL_MGR, FlowLabel.take(peer, peer.flow()));
      s.sendTo("to".getBytes(), peer);
      // A raw socket whose port is 0 counts as not connected for getpeername.
      s.connect(peer.withPort(OWN.number()));
      s.send("connected".getBytes());
      assertThat(s.peerAddress()).isEqualTo(peer.withPort(OWN.number()));
      assertThat(python.end())
          .isEqualTo(
              Python.printed(
                  """
                  ready
                  b'to' (41, 11) 00054321
                  b'connected' (41, 11) 00054321
                  """));
    }
  }

  private Program python(String program) throws Exception {
    return network.start(Python.command(program));
  }

  /** An echo request of ICMP or ICMPv6: type, code, checksum, identifier, sequence, data. */
  private static byte[] echo(int type, int identifier) {
    return ByteBuffer.allocate(24)
        .put((byte) type)
        .putShort(4, (short) identifier)
        .putShort(6, (short) 1)
        .put(8, "sixteen bytes...".getBytes())
        .array();
  }

  /** RFC 1071. */
  private static void checksum(byte[] message) {
    ByteBuffer words = ByteBuffer.wrap(message);
    int sum = 0;
    while (words.hasRemaining()) {
      sum += words.getShort() & 0xffff;
    }
    words.putShort(2, (short) ~(sum + (sum >>> 16)));
  }

  /** From 127.0.0.9 to 127.0.0.1; the kernel fills in the length and the checksum. */
  private static byte[] packet(String data, int ttl) {
    return ByteBuffer.allocate(20 + data.length())
        .put((byte) 0x45)
        .putShort(4, (short) 0x4711)
        .put(8, (byte) ttl)
        .put(9, (byte) OWN.number())
        .put(12, new byte[] {127, 0, 0, 9})
        .put(16, new byte[] {127, 0, 0, 1})
        .put(20, data.getBytes())
        .array();
  }

  private static String payload(Datagram packet) {
    return new String(packet.data(), 20, packet.data().length - 20);
  }

  private static Datagram first(Socket s, Predicate<byte[]> wanted) throws IOException {
    while (true) {
      Datagram datagram = s.recvFrom(512);
      if (wanted.test(datagram.data())) {
        return datagram;
      }
    }
  }
}
