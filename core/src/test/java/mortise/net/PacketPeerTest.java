package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import mortise.testing.NeedsLinux;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Packet sockets, packet(7), against Python and ping over a cable of two namespaces. */
@NeedsLinux("a packet socket")
final class PacketPeerTest {
  /** An EtherType for experiments, IEEE 802. */
  private static final int EXPERIMENT = 0x88b5;

  private static final int ETHERNET = 1;
  private static final int IP4 = 0x0800;
  private static final byte[] LEFT = HexFormat.of().parseHex("020000000001");
  private static final byte[] RIGHT = HexFormat.of().parseHex("020000000002");

  private Namespace here;
  private Namespace there;

  @BeforeEach
  void join() throws Exception {
    here = Namespace.open();
    there = Namespace.open();
    here.cable(there);
  }

  @AfterEach
  void leave() {
    for (Namespace each : new Namespace[] {here, there}) {
      if (each != null) {
        each.close();
      }
    }
  }

  @Test
  void datagramsHaveTheirHeaderFromTheAddress() throws Exception {
    int left = here.index("left");
    try (Socket s = packet(Type.DGRAM);
        Program python =
            python(
                """
                s = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM)
                s.bind(('right', 0x88b5))
                print('ready')
                data, sender = s.recvfrom(512)
                print(data, sender)
                s.sendto(b'pong', ('right', 0x88b5, 0, 0, sender[4]))
                s.sendto(b'all', ('right', 0x88b5, 0, 0, b'\\xff' * 6))
                """)) {
      s.bind(LinkAddress.of(EXPERIMENT, left));
      assertThat(s.localAddress()).isEqualTo(new LinkAddress(EXPERIMENT, left, ETHERNET, 0, LEFT));
      python.awaitOutput("ready");
      s.sendTo("ping".getBytes(), new LinkAddress(EXPERIMENT, left, 0, 0, RIGHT));
      assertThat(s.recvFrom(512))
          .isEqualTo(
              new Datagram(
                  "pong".getBytes(),
                  new LinkAddress(EXPERIMENT, left, ETHERNET, LinkAddress.TO_HOST, RIGHT)));
      assertThat(s.recvFrom(512).sender())
          .isEqualTo(new LinkAddress(EXPERIMENT, left, ETHERNET, LinkAddress.BROADCAST, RIGHT));
      assertThat(python.end())
          .isEqualTo(
              Python.printed(
                  """
                  ready
                  b'ping' ('right', 34997, 0, 1, b'\\x02\\x00\\x00\\x00\\x00\\x01')
                  """));
    }
  }

  @Test
  void rawPacketsBringTheirHeader() throws Exception {
    int left = here.index("left");
    try (Socket s = packet(Type.RAW);
        Program python =
            python(
                """
                s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
                s.bind(('right', 0x88b5))
                print('ready')
                data, sender = s.recvfrom(512)
                print(data[:14].hex(' '), data[14:])
                s.send(data[6:12] + data[:6] + data[12:14] + b'pong')
                """)) {
      s.bind(LinkAddress.of(EXPERIMENT, left));
      python.awaitOutput("ready");
      byte[] frame = frame(RIGHT, LEFT, "ping");
      assertThat(s.send(frame)).isEqualTo(frame.length);
      Datagram pong = s.recvFrom(512);
      assertThat(pong.data()).isEqualTo(frame(LEFT, RIGHT, "pong"));
      assertThat(((LinkAddress) pong.sender()).address()).isEqualTo(RIGHT);
      assertThat(python.end())
          .isEqualTo(Python.printed("ready\n02 00 00 00 00 02 02 00 00 00 00 01 88 b5 b'ping'\n"));
    }
  }

  @Test
  void pingIsSeenComingAndGoing() throws Exception {
    int left = here.index("left");
    try (Socket s = here.socket(Family.PACKET, Type.DGRAM)) {
      s.bind(LinkAddress.of(LinkAddress.ALL_PROTOCOLS, left));
      try (Program ping = there.start("ping", "-c1", "-s16", "10.9.0.1")) {
        Datagram request = first(s, LinkAddress.TO_HOST);
        Datagram reply = first(s, LinkAddress.OUTGOING);
        assertThat(request.data()[20]).as("an echo request").isEqualTo((byte) 8);
        assertThat(reply.data()[20]).as("an echo reply").isEqualTo((byte) 0);
        assertThat(ping.end().status()).isZero();
      }
    }
  }

  @Test
  void everyInterfaceIsHeardWhereNoneIsNamed() throws Exception {
    try (Socket s = packet(Type.DGRAM)) {
      s.bind(LinkAddress.of(EXPERIMENT, 0));
      int lo = 1;
      try (Socket other = packet(Type.DGRAM)) {
        other.sendTo("by loopback".getBytes(), new LinkAddress(EXPERIMENT, lo, 0, 0, new byte[6]));
      }
      assertThat(s.recvFrom(512).data()).asString().isEqualTo("by loopback");
      try (Program python =
          python(
              """
              s = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM)
              print(s.sendto(b'by cable', ('right', 0x88b5, 0, 0, b'\\xff' * 6)))
              """)) {
        assertThat(python.end()).isEqualTo(Python.printed("8\n"));
      }
      Datagram cable = s.recvFrom(512);
      assertThat(cable.data()).asString().isEqualTo("by cable");
      assertThat(((LinkAddress) cable.sender()).index()).isEqualTo(here.index("left"));
    }
  }

  /** Protocol 0 hears nothing until bind says what is wanted. */
  private Socket packet(Type type) throws Exception {
    return here.socket(Family.PACKET, type);
  }

  private Program python(String program) throws Exception {
    return there.start(Python.command(program));
  }

  private static byte[] frame(byte[] to, byte[] from, String data) {
    return ByteBuffer.allocate(14 + data.length())
        .put(to)
        .put(from)
        .putShort((short) EXPERIMENT)
        .put(data.getBytes())
        .array();
  }

  /** The first packet of IPv4 that went this way. */
  private static Datagram first(Socket s, int kind) throws Exception {
    while (true) {
      Datagram packet = s.recvFrom(512);
      if (packet.sender() instanceof LinkAddress from
          && from.kind() == kind
          && from.protocol() == IP4) {
        return packet;
      }
    }
  }
}
