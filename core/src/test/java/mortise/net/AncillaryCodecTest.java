package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mortise.sys.struct.Cmsghdr;
import mortise.testing.Seeds;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Control buffers as Linux has them on little-endian machines, and what they say. */
final class AncillaryCodecTest {
  private static final Inet6 DOCUMENTATION = (Inet6) Inet.of("2001:db8::1", 0);

  /** One control buffer of one piece. {@code sent} where it can be made from the value as well. */
  record Example(String hex, Ancillary value, boolean sent) {
    byte[] bytes() {
      return AncillaryCodecTest.bytes(hex);
    }

    @Override
    public String toString() {
      return value.toString();
    }
  }

  private static Example both(String hex, Ancillary value) {
    return new Example(hex, value, true);
  }

  private static Example received(String hex, Ancillary value) {
    return new Example(hex, value, false);
  }

  /** The pieces are: cmsg_len, cmsg_level, cmsg_type, data, padding to eight bytes. */
  static List<Example> examples() {
    return List.of(
        // SOL_SOCKET, SCM_RIGHTS: int[]
        both("1800000000000000 01000000 01000000  05000000 07000000", Descriptors.of(5, 7)),
        both("1400000000000000 01000000 01000000  05000000 00000000", Descriptors.of(5)),
        // SOL_SOCKET, SCM_CREDENTIALS: struct ucred { pid; uid; gid; }
        both(
            "1c00000000000000 01000000 02000000  d2040000 e8030000 feffffff 00000000",
            new Credentials(1234, 1000, -2)),
        // SOL_IP, IP_PKTINFO: struct in_pktinfo { ipi_ifindex; ipi_spec_dst; ipi_addr; }
        both(
            "1c00000000000000 00000000 08000000  02000000 c0000201 e0000001 00000000",
            new PacketInfo4(2, (Inet4) Inet.of("192.0.2.1", 0), (Inet4) Inet.of("224.0.0.1", 0))),
        // SOL_IPV6, IPV6_PKTINFO: struct in6_pktinfo { ipi6_addr; ipi6_ifindex; }
        both(
            "2400000000000000 29000000 32000000  20010db8000000000000000000000001 03000000 00000000",
            new PacketInfo6(3, DOCUMENTATION)),
        // SOL_IP, IP_TTL: int
        both("1400000000000000 00000000 02000000  40000000 00000000", new Ttl(64)),
        // SOL_IPV6, IPV6_HOPLIMIT: int
        both("1400000000000000 29000000 34000000  ff000000 00000000", new HopLimit(255)),
        // SOL_IP, IP_TOS: int when it is sent, a byte when it comes
        both("1400000000000000 00000000 01000000  b8000000 00000000", new Tos(0xb8)),
        received("1100000000000000 00000000 01000000  b8 00000000000000", new Tos(0xb8)),
        // SOL_IPV6, IPV6_TCLASS: int
        both("1400000000000000 29000000 43000000  03000000 00000000", new TrafficClass(3)),
        // SOL_UDP, UDP_SEGMENT: uint16_t
        both("1200000000000000 11000000 67000000  b004 000000000000", new SegmentSize(1200)),
        // SOL_UDP, UDP_GRO: int
        received("1400000000000000 11000000 68000000  b0040000 00000000", new SegmentSize(1200)),
        // SOL_SOCKET, SCM_TXTIME: uint64_t
        both(
            "1800000000000000 01000000 3d000000  0102030405060708",
            new TransmitTime(0x0807060504030201L)),
        // SOL_SOCKET, SCM_TIMESTAMP: struct timeval
        received(
            "2000000000000000 01000000 1d000000  00e1f50500000000 3f420f0000000000",
            new Timestamp(Instant.ofEpochSecond(100_000_000, 999_999_000), null)),
        // SOL_SOCKET, SCM_TIMESTAMPNS: struct timespec
        received(
            "2000000000000000 01000000 23000000  00e1f50500000000 ffc99a3b00000000",
            new Timestamp(Instant.ofEpochSecond(100_000_000, 999_999_999), null)),
        // SOL_SOCKET, SCM_TIMESTAMPING: struct timespec[3]
        received(
            "4000000000000000 01000000 25000000  0100000000000000 0200000000000000"
                + " 0000000000000000 0000000000000000 0300000000000000 0400000000000000",
            new Timestamp(Instant.ofEpochSecond(1, 2), Instant.ofEpochSecond(3, 4))),
        received(
            "4000000000000000 01000000 41000000  0100000000000000 0200000000000000"
                + " 0000000000000000 0000000000000000 0000000000000000 0000000000000000",
            new Timestamp(Instant.ofEpochSecond(1, 2), null)),
        // SOL_IP, IP_ORIGDSTADDR: struct sockaddr_in
        received(
            "2000000000000000 00000000 14000000  0200 0050 c0000201 0000000000000000",
            new OriginalDestination(Inet.of("192.0.2.1", 80))),
        // SOL_IPV6, IPV6_ORIGDSTADDR: struct sockaddr_in6
        received(
            "2c00000000000000 29000000 4a000000  0a00 0050 00000000"
                + " 20010db8000000000000000000000001 02000000 00000000",
            new OriginalDestination(DOCUMENTATION.withPort(80).withScope(2))),
        // SOL_IP, IP_RECVERR: struct sock_extended_err, struct sockaddr_in of the offender
        received(
            "3000000000000000 00000000 0b000000  6f000000 02 03 03 00 00000000 00000000"
                + " 0200 0000 7f000001 0000000000000000",
            new ExtendedError(
                Errno.ECONNREFUSED, ExtendedError.SO_EE_ORIGIN_ICMP, 3, 3, 0, 0, Inet4.LOOPBACK)),
        // The same of this host itself: the offender is of no family.
        received(
            "3000000000000000 00000000 0b000000  5a000000 01 00 00 00 dc050000 00000000"
                + " 0000 0000 00000000 0000000000000000",
            new ExtendedError(
                Errno.EMSGSIZE, ExtendedError.SO_EE_ORIGIN_LOCAL, 0, 0, 1500, 0, null)),
        // SOL_IPV6, IPV6_RECVERR: struct sock_extended_err, struct sockaddr_in6 of the offender
        received(
            "3c00000000000000 29000000 19000000  6f000000 03 01 04 00 00000000 00000000"
                + " 0a00 0000 00000000 00000000000000000000000000000001 00000000 00000000",
            new ExtendedError(
                Errno.ECONNREFUSED, ExtendedError.SO_EE_ORIGIN_ICMP6, 1, 4, 0, 0, Inet6.LOOPBACK)),
        // SOL_SOCKET, SCM_SECURITY: text, with and without its NUL
        received(
            "1c00000000000000 01000000 03000000  756e636f6e66696e65640a00 00000000",
            new SecurityLabel("unconfined\n")),
        received("1300000000000000 01000000 03000000  613a62 0000000000", new SecurityLabel("a:b")),
        // SOL_SOCKET, SCM_PIDFD: int
        received("1400000000000000 01000000 04000000  09000000 00000000", new PidDescriptor(9)),
        // SOL_SOCKET, SO_RXQ_OVFL: uint32_t
        received(
            "1400000000000000 01000000 28000000  ffffffff 00000000", new DropCount(0xffffffffL)),
        // SOL_TCP, TCP_CM_INQ: a kind without a type
        both(
            "1400000000000000 06000000 24000000  2a000000 00000000",
            RawAncillary.of(6, 36, new byte[] {42, 0, 0, 0})),
        both("1000000000000000 ffffffff ffffffff", RawAncillary.of(-1, -1, new byte[0])));
  }

  /** Pieces that have the type of one kind and a value that it cannot have: they come out raw. */
  static List<String> oddities() {
    return List.of(
        "1400000000000000 01000000 01000000  ffffffff 00000000", // descriptor -1
        "1000000000000000 01000000 01000000", // no descriptors
        "1400000000000000 01000000 04000000  fdffffff 00000000", // a process that is gone
        "1400000000000000 00000000 02000000  00010000 00000000", // 256 hops
        "1400000000000000 11000000 68000000  00000000 00000000", // segments of no bytes
        "1400000000000000 11000000 68000000  00000100 00000000", // segments of 65536
        "2000000000000000 01000000 1d000000  0000000000000000 40420f0000000000", // 10^6 micros
        "2000000000000000 01000000 23000000  0000000000000000 00ca9a3b00000000", // 10^9 nanos
        "2000000000000000 01000000 23000000  0000000000000080 0000000000000000", // long ago
        "2000000000000000 01000000 23000000  ffffffffffffff7f 0000000000000000", // far off
        "2000000000000000 00000000 14000000  0100 0050 c0000201 0000000000000000"); // a path?
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static List<Ancillary> decode(byte[] control) {
    return AncillaryDecoder.decode(MemorySegment.ofArray(control));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void decodes(Example example) {
    assertThat(decode(example.bytes())).containsExactly(example.value);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void encodesOrRefuses(Example example) {
    List<Ancillary> pieces = List.of(example.value);
    if (example.sent) {
      assertThat(AncillaryEncoder.encode(pieces)).isEqualTo(example.bytes());
    } else if (!(example.value instanceof Tos || example.value instanceof SegmentSize)) {
      assertThatThrownBy(() -> AncillaryEncoder.encode(pieces))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(example.value.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("oddities")
  void valueThatItsTypeCannotHaveIsRaw(String hex) {
    byte[] bytes = bytes(hex);
    assertThat(decode(bytes))
        .singleElement()
        .isInstanceOfSatisfying(
            RawAncillary.class,
            raw -> assertThat(raw.data()).isEqualTo(Arrays.copyOfRange(bytes, 16, bytes[0])));
  }

  @Test
  void manyPiecesInOneBuffer() {
    List<Ancillary> pieces = examples().stream().filter(Example::sent).map(Example::value).toList();
    assertThat(decode(AncillaryEncoder.encode(pieces))).isEqualTo(pieces);
    List<Ancillary> all = examples().stream().map(Example::value).toList();
    assertThat(decode(allBytes())).isEqualTo(all);
  }

  private static byte[] allBytes() {
    return bytes(String.join("", examples().stream().map(Example::hex).toList()));
  }

  @Test
  void noPiecesAreNoBytes() {
    assertThat(AncillaryEncoder.encode(List.of())).isEmpty();
    assertThat(decode(new byte[0])).isEmpty();
  }

  @Test
  void descriptorsAreFoundInAllPieces() {
    assertThat(AncillaryDecoder.descriptors(MemorySegment.ofArray(allBytes())))
        .containsExactly(5, 7, 5, 9);
  }

  /** The kernel cuts the data of the last piece and makes its length fit: recvmsg(2). */
  @ParameterizedTest
  @MethodSource("examples")
  void pieceThatIsCutAtAnyByteStaysInBounds(Example example) {
    byte[] whole = example.bytes();
    int length = whole[0];
    for (int end = 0; end < length; end++) {
      byte[] cut = Arrays.copyOf(whole, end);
      assertThat(decode(cut)).as("cut after %d bytes, its length not", end).isEmpty();
      if (end >= 16) {
        cut[0] = (byte) end;
        assertThat(decode(cut)).as("cut after %d bytes, and its length", end).hasSize(1);
      }
    }
    assertThat(decode(Arrays.copyOf(whole, length))).containsExactly(example.value);
  }

  @Test
  void manyPiecesThatAreCutAnywhereKeepThoseBefore() {
    byte[] whole = allBytes();
    List<Ancillary> all = decode(whole);
    for (int end = 0; end <= whole.length; end++) {
      List<Ancillary> some = decode(Arrays.copyOf(whole, end));
      assertThat(all.subList(0, some.size())).isEqualTo(some);
    }
  }

  @Test
  void lengthsThatCannotBeEndTheWalk() {
    byte[] good = bytes("1400000000000000 00000000 02000000  40000000 00000000");
    for (long length : new long[] {0, 1, 15, -1, Long.MIN_VALUE, Long.MAX_VALUE, 0x100000014L}) {
      byte[] bad = Arrays.copyOf(good, 48);
      MemorySegment second = MemorySegment.ofArray(bad).asSlice(24);
      Cmsghdr.cmsg_len(second, length);
      assertThat(decode(bad)).as("a second piece of %d bytes", length).containsExactly(new Ttl(64));
    }
  }

  @Test
  void mutatedBytesNeverFail() {
    byte[] whole = allBytes();
    Seeds.each(
        20_000,
        random -> {
          byte[] bytes = whole.clone();
          for (int i = random.nextInt(1, 12); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
          }
          int from = random.nextInt(bytes.length);
          MemorySegment some = MemorySegment.ofArray(bytes).asSlice(from);
          assertThat(AncillaryDecoder.decode(some)).doesNotContainNull();
          assertThat(IntStream.of(AncillaryDecoder.descriptors(some))).allMatch(fd -> fd >= 0);
        });
  }

  @Test
  void valuesOutOfBoundsAreNamed() {
    Stream.<ThrowingCallable>of(
            () -> new Ttl(256),
            () -> new HopLimit(256),
            () -> new Tos(256),
            () -> new TrafficClass(256))
        .forEach(call ->
            assertThatThrownBy(call)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("256"));
    assertThatThrownBy(() -> new SegmentSize(0)).hasMessage("bytes 0 is not in 1..65535");
    assertThatThrownBy(() -> Descriptors.of(3, -4)).hasMessage("descriptor 1, -4, is negative");
    assertThatThrownBy(() -> Descriptors.of(new int[254])).hasMessageContaining("254 descriptors");
    assertThatThrownBy(() -> Ancillary.space(-1)).hasMessageContaining("-1 bytes");
    assertThatThrownBy(() -> Ancillary.length(Integer.MAX_VALUE))
        .hasMessageContaining("2147483647");
  }

  /** As Python's socket.CMSG_SPACE and CMSG_LEN. */
  @Test
  void roomIsWhatCSays() {
    assertThat(Ancillary.space(0)).isEqualTo(16);
    assertThat(Ancillary.space(4)).isEqualTo(24);
    assertThat(Ancillary.space(12)).isEqualTo(32);
    assertThat(Ancillary.length(4)).isEqualTo(20);
  }
}
