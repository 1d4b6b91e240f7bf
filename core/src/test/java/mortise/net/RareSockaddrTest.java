package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import mortise.testing.Seeds;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes of addresses that this machine may have no sockets for. */
final class RareSockaddrTest {
  private static final String DEVICE = "01:23:45:67:89:AB";

  /** The tables are written for the order of the machines that mortise knows. */
  @BeforeEach
  void needsLittleEndian() {
    assumeThat(ByteOrder.nativeOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
  }

  static Stream<Arguments> addresses() {
    return Stream.of(
        // family, padding, interface; then the union: name, group, address
        row(Can.of(2), "1d00 0000 02000000 0000000000000000 00000000 00 000000", "can:2"),
        // the pair of ISO-TP lies where the name of J1939 does
        row(
            Can.ofPair(2, 0x123, 0x80000456),
            "1d00 0000 02000000 23010000 56040080 00000000 00 000000",
            "can:2:0x8000045600000123:0x0:0x0"),
        row(
            new Can(3, 0x0102030405060708L, J1939.NO_PGN, J1939.NO_ADDR),
            "1d00 0000 03000000 0807060504030201 00000400 ff 000000",
            "can:3:0x102030405060708:0x40000:0xff"),
        // family, kind, scope; type, lower, upper
        row(
            Tipc.ofRange(18888, 0, 9),
            "1e00 01 02 c8490000 00000000 09000000",
            "tipc:range:18888:0:9"),
        row(
            Tipc.ofService(18888, 7).withScope(Tipc.NODE_SCOPE),
            "1e00 02 03 c8490000 07000000 00000000",
            "tipc:service:18888:7:0"),
        // a socket: the reference is before the node
        row(
            Tipc.ofSocket(0x01020304, -1),
            "1e00 03 02 04030201 ffffffff 00000000",
            "tipc:socket:16909060:4294967295"),
        // family, type of 14 bytes, features, mask, name of 64 bytes
        row(
            new Alg("hash", "sha256", 1, 2),
            "2600 68617368 00000000000000000000 01000000 02000000 736861323536" + "00".repeat(58),
            "alg:hash:sha256"),
        // family, padding, node, port
        row(
            new Qipcrtr(Qipcrtr.ALL_NODES, Qipcrtr.CONTROL_PORT),
            "2a00 0000 ffffffff feffffff",
            "qipcrtr:4294967295:4294967294"),
        // family, service, device with the lowest byte first, channel, kind, padding
        row(
            new Bluetooth.L2cap(DEVICE, 0x1001, 4, Bluetooth.LE_RANDOM),
            "1f00 0110 ab8967452301 0400 02 00",
            "l2cap:01:23:45:67:89:AB:psm=4097:cid=4:kind=2"),
        // family, device, channel, padding
        row(
            new Bluetooth.Rfcomm(DEVICE, 30),
            "1f00 ab8967452301 1e 00",
            "rfcomm:01:23:45:67:89:AB:channel=30"),
        // family, controller, channel
        row(
            new Bluetooth.Hci(Bluetooth.Hci.NO_CONTROLLER, Bluetooth.Hci.CONTROL),
            "1f00 ffff 0300",
            "hci:65535:channel=3"),
        row(new Bluetooth.Sco(DEVICE), "1f00 ab8967452301", "sco:01:23:45:67:89:AB"));
  }

  private static Arguments row(Address address, String hex, String text) {
    return Arguments.of(address, hex.replace(" ", ""), text);
  }

  @ParameterizedTest
  @MethodSource("addresses")
  void encodesToTheKernelsBytes(Address address, String hex, String text) {
    assertThat(hex(Sockaddr.encode(address))).isEqualTo(hex);
  }

  @ParameterizedTest
  @MethodSource("addresses")
  void decodesTheKernelsBytes(Address address, String hex, String text) {
    assertThat(decode(HexFormat.of().parseHex(hex))).isEqualTo(address);
  }

  @ParameterizedTest
  @MethodSource("addresses")
  void printsItself(Address address, String hex, String text) {
    assertThat(address).hasToString(text);
  }

  @ParameterizedTest
  @MethodSource("addresses")
  void goesThroughTheJdksType(Address address, String hex, String text) {
    assertThat(Address.of(address.toJava())).isEqualTo(address);
  }

  @ParameterizedTest
  @MethodSource("addresses")
  void cutBytesStillMakeAnAddressThatGivesThemBack(Address address, String hex, String text) {
    byte[] whole = HexFormat.of().parseHex(hex);
    for (int length = 2; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      Address decoded = decode(cut);
      assertThat(decoded.family()).isEqualTo(address.family());
      // An address of one Bluetooth protocol may be cut to the length of another's.
      if (!(decoded instanceof Bluetooth)) {
        assertThat(Arrays.copyOf(bytes(Sockaddr.encode(decoded)), length)).isEqualTo(cut);
      }
    }
  }

  @Test
  void canAddressesComeAsShortAsTheirProtocolHasThem() {
    assertThat(decode(HexFormat.of().parseHex("1d00000002000000"))).isEqualTo(Can.of(2));
  }

  @Test
  void anyBytesOfTheseFamiliesMakeAnAddress() {
    int[] families = {29, 30, 31, 38, 42};
    Seeds.each(
        500,
        random -> {
          byte[] bytes = new byte[2 + random.nextInt(126)];
          random.nextBytes(bytes);
          bytes[0] = (byte) families[random.nextInt(families.length)];
          bytes[1] = 0;
          Address decoded = decode(bytes);
          assertThat(decoded.family()).isEqualTo(new Family(bytes[0]));
          assertThat(decode(bytes(Sockaddr.encode(decoded)))).isEqualTo(decoded);
        });
  }

  @Test
  void pairHasItsTwoSides() {
    Can pair = Can.ofPair(1, 0x123, -1);
    assertThat(pair.receive()).isEqualTo(0x123);
    assertThat(pair.send()).isEqualTo(-1);
  }

  @Test
  void devicesAreWrittenInOneWay() {
    assertThat(new Bluetooth.Sco("0a:0b:0c:0d:0e:0f").device()).isEqualTo("0A:0B:0C:0D:0E:0F");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Bluetooth.Sco("0a-0b-0c-0d-0e-0f"))
        .withMessageContaining("\"0a-0b-0c-0d-0e-0f\"");
  }

  @Test
  void whatDoesNotFitIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Can(1, 0, 0, 256))
        .withMessageContaining("256");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Alg.of("hash", "x".repeat(64)))
        .withMessageContaining("63 bytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Alg.of("a type too long", "sha256"))
        .withMessageContaining("13 bytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Qipcrtr(-1, 0))
        .withMessageContaining("node -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tipc.ofRange(1, 0, 9).withScope(128))
        .withMessageContaining("128");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bluetooth.L2cap.of(DEVICE, 65536))
        .withMessageContaining("psm 65536");
  }

  private static Address decode(byte[] bytes) {
    return Sockaddr.decode(MemorySegment.ofArray(bytes), bytes.length);
  }

  private static byte[] bytes(MemorySegment segment) {
    return segment.toArray(ValueLayout.JAVA_BYTE);
  }

  private static String hex(MemorySegment segment) {
    return HexFormat.of().formatHex(bytes(segment));
  }
}
