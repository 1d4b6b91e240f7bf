package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import mortise.testing.Seeds;
import org.junit.jupiter.api.Test;

/** The kernel's bytes of addresses, as a little-endian machine has them. */
final class SockaddrTest {
  /** Family, port and host; spaces where a field of the struct ends. */
  private static final Map<Address, String> TABLE =
      Map.of(
          new Inet4(0x7f000001, 80),
          "0200 0050 7f000001 0000000000000000",
          new Inet4(0xffffffff, 65535),
          "0200 ffff ffffffff 0000000000000000",
          Inet6.LOOPBACK.withPort(443),
          "0a00 01bb 00000000 00000000000000000000000000000001 00000000",
          new Inet6(0xfe80000000000000L, 2, 1, 0x0abcdef, 3),
          "0a00 0001 00abcdef fe800000000000000000000000000002 03000000",
          Unix.UNNAMED,
          "0100",
          Unix.of("/a"),
          "0100 2f61 00",
          Unix.ofAbstract("a"),
          "0100 0061",
          Unix.ofAbstract(""),
          "0100 00",
          RawAddress.of(new Family(16), new byte[] {1, 2, 3}),
          "1000 010203",
          RawAddress.of(new Family(0x1234), new byte[0]),
          "3412");

  @Test
  void addressesAreTheseBytes() {
    TABLE.forEach((address, hex) ->
        assertThat(HexFormat.of().formatHex(bytes(Sockaddr.encode(address))))
            .as("%s", address)
            .isEqualTo(hex.replace(" ", "")));
  }

  @Test
  void bytesAreTheseAddresses() {
    TABLE.forEach((address, hex) -> {
      byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
      assertThat(decode(bytes, bytes.length)).isEqualTo(address);
    });
  }

  /** A kernel that knows less, or a name that was cut, gives fewer bytes: never an error. */
  @Test
  void addressCutAtAnyByteIsStillAnAddress() {
    for (Map.Entry<Address, String> row : TABLE.entrySet()) {
      byte[] bytes = HexFormat.of().parseHex(row.getValue().replace(" ", ""));
      for (int length = 0; length < bytes.length; length++) {
        Address cut = decode(bytes, length);
        if (length < 2) {
          assertThat(cut).as("%s cut to %s", row.getKey(), length).isNull();
        } else if (row.getKey() instanceof Inet inet) {
          byte[] data = Arrays.copyOfRange(bytes, 2, length);
          assertThat(cut).isEqualTo(RawAddress.of(inet.family(), data));
        } else {
          assertThat(cut.family()).isEqualTo(row.getKey().family());
        }
      }
    }
  }

  /** getsockname(2) tells the length that the address has, even where the buffer is shorter. */
  @Test
  void lengthBeyondTheBufferIsTheBuffersLength() {
    byte[] bytes = HexFormat.of().parseHex("01002f6162");
    assertThat(decode(bytes, 110)).isEqualTo(Unix.of("/ab"));
  }

  @Test
  void unixPathEndsAtItsNul() {
    byte[] bytes = HexFormat.of().parseHex("01002f61002f62");
    assertThat(decode(bytes, bytes.length)).isEqualTo(Unix.of("/a"));
    byte[] hidden = HexFormat.of().parseHex("010000610062");
    assertThat(decode(hidden, hidden.length)).isEqualTo(Unix.ofAbstract(new byte[] {'a', 0, 'b'}));
  }

  @Test
  void addressesComeBack() {
    Seeds.each(
        2000,
        random -> {
          Address address = address(random);
          MemorySegment encoded = Sockaddr.encode(address);
          assertThat(Sockaddr.decode(encoded, (int) encoded.byteSize())).isEqualTo(address);
        });
  }

  @Test
  void anyBytesAreSomeAddress() {
    int[] families = {1, 2, 10, 16, 17, 40, 0, 0xffff};
    Seeds.each(
        5000,
        random -> {
          byte[] bytes = new byte[Sockaddr.MAX_BYTES];
          random.nextBytes(bytes);
          MemorySegment segment = MemorySegment.ofArray(bytes);
          int family = families[random.nextInt(families.length)];
          segment.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) family);
          Address address = Sockaddr.decode(segment, random.nextInt(2, Sockaddr.MAX_BYTES + 20));
          assertThat(address.family().number()).isEqualTo(family);
          assertThat(address.toString()).isNotBlank();
        });
  }

  @Test
  void longestNamesFit() {
    assertThat(Sockaddr.fits(Unix.of("p".repeat(107)))).isTrue();
    assertThat(Sockaddr.fits(Unix.of("p".repeat(108)))).isFalse();
    assertThat(Sockaddr.fits(Unix.ofAbstract("n".repeat(107)))).isTrue();
    assertThat(Sockaddr.fits(Unix.ofAbstract("n".repeat(108)))).isFalse();
    assertThat(Sockaddr.encode(Unix.of("p".repeat(107))).byteSize()).isEqualTo(110);
  }

  private static Address address(RandomGenerator random) {
    byte[] bytes = new byte[random.nextInt(1, 100)];
    random.nextBytes(bytes);
    int port = random.nextInt(0x10000);
    return switch (random.nextInt(5)) {
      case 0 -> new Inet4(random.nextInt(), port);
      case 1 ->
          new Inet6(
              random.nextLong(),
              random.nextLong(),
              port,
              random.nextInt(0x10000000),
              random.nextInt());
      case 2 -> Unix.ofAbstract(bytes);
      case 3 -> Unix.ofPath(withoutNul(bytes));
      default -> RawAddress.of(new Family(random.nextInt(0x100, 0x10000)), bytes);
    };
  }

  private static byte[] withoutNul(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = bytes[i] == 0 ? 1 : bytes[i];
    }
    return bytes;
  }

  private static Address decode(byte[] bytes, int length) {
    return Sockaddr.decode(MemorySegment.ofArray(bytes), length);
  }

  private static byte[] bytes(MemorySegment segment) {
    return segment.toArray(ValueLayout.JAVA_BYTE);
  }

  /** Every kind of address is in the table. */
  @Test
  void tableIsComplete() {
    List<Class<?>> kinds = List.of(Inet4.class, Inet6.class, Unix.class, RawAddress.class);
    for (Class<?> kind : kinds) {
      assertThat(TABLE.keySet()).hasAtLeastOneElementOfType(kind);
    }
  }
}
