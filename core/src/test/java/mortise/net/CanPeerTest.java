package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import mortise.testing.KernelFeature;
import mortise.testing.NeedsKernel;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** CAN on a virtual bus, with Python and with itself. */
@NeedsKernel(KernelFeature.CAN)
final class CanPeerTest {
  private Namespace network;
  private int bus;

  @BeforeEach
  void addBus() throws Exception {
    network = Namespace.open();
    network.ip("link add vcan0 type vcan");
    network.ip("link set vcan0 mtu 72 up");
    bus = network.call(() -> Interfaces.nameToIndex("vcan0"));
  }

  @AfterEach
  void end() {
    network.close();
  }

  private Socket open(Type type, Protocol protocol, Address address) throws Exception {
    Socket socket = network.socket(Family.CAN, type, protocol);
    socket.bind(address);
    return socket;
  }

  private Socket raw() throws Exception {
    return open(Type.RAW, Protocol.CAN_RAW, Can.of(bus));
  }

  /** {@code struct can_frame}: identifier, length, three bytes, data. */
  private static byte[] frame(int id, String data) {
    ByteBuffer frame = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
    frame.putInt(id).put((byte) data.length()).position(8).put(data.getBytes());
    return frame.array();
  }

  private Program python(String program) throws Exception {
    List<String> command = Python.command(program);
    return network.start(command);
  }

  @Test
  void framesGoToPythonAndBack() throws Exception {
    try (Socket s = raw();
        Program python =
            python(
                """
                s = socket.socket(socket.AF_CAN, socket.SOCK_RAW, socket.CAN_RAW)
                s.bind(('vcan0',))
                print()
                frame, (name,) = s.recvfrom(16)
                print(name, frame.hex())
                s.send(struct.pack('=IB3x8s', 0x80000000 | 0x12345678, 3, b'abc'))
                """)) {
      python.awaitOutput("\n");
      s.send(frame(0x123, "12345678"));
      assertThat(python.end())
          .isEqualTo(Python.printed("\nvcan0 23010000080000003132333435363738\n"));
      Datagram answer = s.recvFrom(512);
      assertThat(answer.sender()).isEqualTo(Can.of(bus));
      assertThat(answer.data()).isEqualTo(frame(Can.EFF_FLAG | 0x12345678, "abc"));
    }
  }

  @Test
  void filterPassesItsIdentifiers() throws Exception {
    try (Socket s = raw();
        Socket sender = raw()) {
      List<CanFilter> filters = List.of(new CanFilter(0x200, 0x700));
      s.option(CanOption.CAN_RAW_FILTER, filters);
      assertThat(s.option(CanOption.CAN_RAW_FILTER)).isEqualTo(filters);
      sender.send(frame(0x123, "not"));
      sender.send(frame(0x234, "this"));
      assertThat(s.recv(512)).isEqualTo(frame(0x234, "this"));
    }
  }

  @Test
  void framesOfCanFdAreLonger() throws Exception {
    try (Socket s = raw();
        Socket sender = raw()) {
      s.option(CanOption.CAN_RAW_FD_FRAMES, true);
      sender.option(CanOption.CAN_RAW_FD_FRAMES, true);
      ByteBuffer frame = ByteBuffer.allocate(72).order(ByteOrder.nativeOrder());
      frame.putInt(0x123).put((byte) 64).position(8).put("0123456789abcdef".repeat(4).getBytes());
      sender.send(frame.array());
      byte[] received = s.recv(512);
      // Byte 5 has the flags, which the kernel fills in.
      received[5] = 0;
      assertThat(received).isEqualTo(frame.array());
    }
  }

  /** More than a frame has, cut and joined by the kernel. */
  @Test
  void isoTpCarriesLongMessagesToPython() throws Exception {
    try (Socket s = open(Type.DGRAM, Protocol.CAN_ISOTP, Can.ofPair(bus, 0x321, 0x123));
        Program python =
            python(
                """
                s = socket.socket(socket.AF_CAN, socket.SOCK_DGRAM, socket.CAN_ISOTP)
                s.bind(('vcan0', 0x123, 0x321))
                print()
                print(s.recv(4096) == b'x' * 1000)
                s.send(b'y' * 300)
                """)) {
      python.awaitOutput("\n");
      s.send("x".repeat(1000).getBytes());
      assertThat(s.recv(4096)).asString().isEqualTo("y".repeat(300));
      assertThat(python.end()).isEqualTo(Python.printed("\nTrue\n"));
    }
  }

  @Test
  void j1939GoesFromAddressToAddress() throws Exception {
    try (Socket one = j1939(0x20);
        Socket two = j1939(0x40)) {
      int group = 0x12300;
      one.sendTo("for 40".getBytes(), new Can(bus, J1939.NO_NAME, group, 0x40));
      Datagram message = two.recvFrom(512);
      assertThat(message.data()).asString().isEqualTo("for 40");
      assertThat(message.sender()).isEqualTo(new Can(bus, J1939.NO_NAME, group, 0x20));
      two.sendTo("x".repeat(100).getBytes(), message.sender());
      assertThat(one.recv(512)).asString().isEqualTo("x".repeat(100));
    }
  }

  private Socket j1939(int address) throws Exception {
    return open(Type.DGRAM, Protocol.CAN_J1939, new Can(bus, J1939.NO_NAME, J1939.NO_PGN, address));
  }

  /** struct bcm_msg_head: operation, flags, count, two times, identifier, frames; then a frame. */
  @Test
  void broadcastManagerSendsInCycles() throws Exception {
    try (Socket s = raw();
        Socket manager = network.socket(Family.CAN, Type.DGRAM, Protocol.CAN_BCM)) {
      manager.connect(Can.of(bus));
      ByteBuffer message = ByteBuffer.allocate(56 + 16).order(ByteOrder.nativeOrder());
      message.putInt(CanBcm.TX_SETUP).putInt(CanBcm.SETTIMER | CanBcm.STARTTIMER).putInt(3);
      // Three times after 1 ms each, and then no more.
      message.putInt(4).putLong(0).putLong(1000).putLong(0).putLong(0);
      message.putInt(0x77).putInt(1).put(frame(0x77, "again"));
      manager.send(message.array());
      for (int i = 0; i < 3; i++) {
        assertThat(s.recv(512)).isEqualTo(frame(0x77, "again"));
      }
    }
  }
}
