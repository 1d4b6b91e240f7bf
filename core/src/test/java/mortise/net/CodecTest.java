package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import mortise.sys.struct.SockFilter;
import mortise.testing.Seeds;
import org.junit.jupiter.api.Test;

/** Option values to bytes and back, and bytes that are cut. */
final class CodecTest {
  private static final int TIMES = 300;

  private static <T> T roundTrip(Codec<T> codec, T value) {
    MemorySegment heap = MemorySegment.ofArray(codec.encode(value).toArray(ValueLayout.JAVA_BYTE));
    return codec.decode(heap);
  }

  private static String hex(MemorySegment bytes) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes.toArray(ValueLayout.JAVA_BYTE));
  }

  @Test
  void numbersComeBack() {
    Seeds.each(
        TIMES,
        random -> {
          int number = random.nextInt();
          assertThat(roundTrip(Codecs.INT, number)).isEqualTo(number);
          assertThat(roundTrip(Codecs.NETWORK_INT, number)).isEqualTo(number);
          assertThat(roundTrip(Codecs.UNSIGNED, number & 0xffffffffL))
              .isEqualTo(number & 0xffffffffL);
          long wide = random.nextLong();
          assertThat(roundTrip(Codecs.LONG, wide)).isEqualTo(wide);
          List<Integer> all = random.ints(random.nextInt(100)).boxed().toList();
          assertThat(roundTrip(Codecs.INTS, all)).isEqualTo(all);
        });
  }

  @Test
  void timesComeBackRoundedUpToTheirUnit() {
    Seeds.each(
        TIMES,
        random -> {
          long unit = List.of(1_000L, 1_000_000L, 1_000_000_000L).get(random.nextInt(3));
          Duration time = Duration.ofNanos(random.nextLong(unit * Integer.MAX_VALUE));
          Duration back = roundTrip(Codecs.duration(unit), time);
          assertThat(back).isGreaterThanOrEqualTo(time);
          assertThat(back.minus(time)).isLessThan(Duration.ofNanos(unit));
          Duration value = roundTrip(Codecs.TIMEVAL, time);
          assertThat(value).isGreaterThanOrEqualTo(time);
          assertThat(value.minus(time)).isLessThan(Duration.ofNanos(1000));
          Optional<Duration> linger = Optional.of(Duration.ofSeconds(random.nextInt(1 << 20)));
          assertThat(roundTrip(Codecs.LINGER, linger)).isEqualTo(linger);
        });
  }

  @Test
  void textsAndBytesAndSetsComeBack() {
    Seeds.each(
        TIMES,
        random -> {
          String text = "x".repeat(random.nextInt(10)) + "é".repeat(random.nextInt(3));
          assertThat(roundTrip(Codecs.text(15), text)).isEqualTo(text);
          byte[] bytes = new byte[random.nextInt(100)];
          random.nextBytes(bytes);
          assertThat(roundTrip(Codecs.bytes(), bytes)).isEqualTo(bytes);
          BitSet set = new BitSet();
          random.ints(random.nextInt(50), 0, 256).forEach(set::set);
          assertThat(roundTrip(Codecs.bits(32), set)).isEqualTo(set);
        });
  }

  @Test
  void recordsComeBack() {
    Seeds.each(
        TIMES,
        random -> {
          PeerCredentials peer =
              new PeerCredentials(random.nextInt(), random.nextInt(), random.nextInt());
          assertThat(roundTrip(PeerCredentials.CODEC, peer)).isEqualTo(peer);
          int first = random.nextInt(65536);
          PortRange range = new PortRange(first, random.nextInt(first, 65536));
          assertThat(roundTrip(PortRange.CODEC, range)).isEqualTo(range);
          TransmitClock clock = new TransmitClock(random.nextInt(), random.nextInt());
          assertThat(roundTrip(TransmitClock.CODEC, clock)).isEqualTo(clock);
          byte[] address = new byte[random.nextInt(9)];
          random.nextBytes(address);
          PacketMembership membership = PacketMembership.multicast(random.nextInt(99), address);
          assertThat(roundTrip(PacketMembership.CODEC, membership)).isEqualTo(membership);
          Inet6 host = new Inet6(random.nextLong(), random.nextLong(), 0, 0, 0);
          FlowLabel label = FlowLabel.take(host, random.nextInt(1 << 20));
          assertThat(roundTrip(FlowLabel.CODEC, label)).isEqualTo(label);
        });
  }

  @Test
  void originalDestinationsAreRead() {
    byte[] four =
        HexFormat.ofDelimiter(" ").parseHex("02 00 00 50 c0 00 02 01 00 00 00 00 00 00 00 00");
    assertThat(IpOption.SO_ORIGINAL_DST.decode(MemorySegment.ofArray(four)))
        .isEqualTo(Inet.of("192.0.2.1", 80));
    byte[] six =
        HexFormat.ofDelimiter(" ")
            .parseHex(
                "0a 00 01 bb 00 00 00 00 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00"
                    + " 00");
    assertThat(Ipv6Option.IP6T_SO_ORIGINAL_DST.decode(MemorySegment.ofArray(six)))
        .isEqualTo(Inet.of("2001:db8::1", 443));
  }

  @Test
  void groupsAreWrittenAsTheHeadersSay() {
    Multicast group = Multicast.of("239.1.2.3").on(2);
    assertThat(hex(MulticastCodecs.MREQN.encode(group)))
        .isEqualTo("ef 01 02 03 00 00 00 00 02 00 00 00");
    assertThat(hex(MulticastCodecs.GROUP.encode(group)))
        .startsWith("02 00 00 00 00 00 00 00 02 00 00 00 ef 01 02 03 00");
    Multicast source = group.on(0).from(Inet.of("10.0.0.1", 0));
    assertThat(hex(MulticastCodecs.MREQ_SOURCE.encode(source)))
        .isEqualTo("ef 01 02 03 00 00 00 00 0a 00 00 01");
  }

  private static BpfProgram filter(RandomGenerator random) {
    List<BpfInstruction> program = new ArrayList<>();
    for (int i = random.nextInt(1, 40); i > 0; i--) {
      program.add(
          new BpfInstruction(
              random.nextInt(65536), random.nextInt(256), random.nextInt(256), random.nextInt()));
    }
    return new BpfProgram(program);
  }

  @Test
  void filtersComeBackFromTextAndFromMemory() {
    Seeds.each(
        TIMES,
        random -> {
          BpfProgram filter = filter(random);
          assertThat(BpfProgram.parse(filter.toString())).isEqualTo(filter);
          assertThat(BpfProgram.parse(filter.toString().replace(',', '\n'))).isEqualTo(filter);
          MemorySegment program = MemorySegment.ofArray(new byte[8 * filter.instructions().size()]);
          for (int i = 0; i < filter.instructions().size(); i++) {
            MemorySegment s = program.asSlice(8L * i, 8);
            BpfInstruction instruction = filter.instructions().get(i);
            SockFilter.code(s, instruction.code());
            SockFilter.jt(s, instruction.jt());
            SockFilter.jf(s, instruction.jf());
            SockFilter.k(s, instruction.k());
          }
          assertThat(BpfProgram.CODEC.decode(program)).isEqualTo(filter);
        });
  }

  @Test
  void textThatIsNoFilterIsRefused() {
    assertThatThrownBy(() -> BpfProgram.parse("1\n6 0 0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("line 2 \"6 0 0\" of a filter does not have four numbers");
    assertThatThrownBy(() -> BpfProgram.parse("2\n6 0 0 0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of 1 instructions begins with another number");
    assertThatThrownBy(() -> BpfProgram.parse("1\n6 0 x 0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("line 2 \"6 0 x 0\" of a filter");
    assertThatThrownBy(() -> BpfProgram.parse("")).isInstanceOf(IllegalArgumentException.class);
  }

  /** A struct of 248 bytes, as Linux 6.7 has it, in which every byte is its own offset. */
  private static byte[] tcpInfo() {
    byte[] bytes = new byte[248];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  @Test
  void tcpInfoTellsWhatIsThereHoweverShortItIs() {
    byte[] whole = tcpInfo();
    for (int length = 0; length <= whole.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(whole, 0, length);
      if (length < 104) {
        assertThatThrownBy(() -> new TcpInfo(cut)).isInstanceOf(IndexOutOfBoundsException.class);
        continue;
      }
      TcpInfo info = new TcpInfo(cut);
      assertThat(info.bytes().remaining()).isEqualTo(length);
      assertThat(info.totalRetransmits()).isEqualTo(number(whole, 100, 4));
      assertThat(info.rtt()).isEqualTo(Duration.ofNanos(1000 * number(whole, 68, 4)));
      assertThat(info.pacingRate().isPresent()).isEqualTo(length >= 112);
      assertThat(info.bytesAcked().isPresent()).isEqualTo(length >= 128);
      assertThat(info.minRtt().isPresent()).isEqualTo(length >= 152);
      assertThat(info.timeoutTime().isPresent()).isEqualTo(length >= 248);
    }
    assertThat(new TcpInfo(ByteBuffer.wrap(whole)).bytesAcked()).hasValue(number(whole, 120, 8));
  }

  @Test
  void tcpInfoWithoutALimitSaysTheLargestRate() {
    byte[] bytes = tcpInfo();
    java.util.Arrays.fill(bytes, 112, 120, (byte) -1);
    assertThat(new TcpInfo(ByteBuffer.wrap(bytes)).maxPacingRate()).hasValue(Long.MAX_VALUE);
  }

  @Test
  void tcpInfoIsAValue() {
    byte[] bytes = tcpInfo();
    TcpInfo info = new TcpInfo(ByteBuffer.wrap(bytes));
    assertThat(info).isEqualTo(new TcpInfo(ByteBuffer.wrap(bytes.clone())));
    bytes[0] = 99;
    assertThat(info.state()).hasToString("TCP_0");
    assertThat(info.bytes().isReadOnly()).isTrue();
  }

  private static long number(byte[] bytes, int offset, int length) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    return length == 4 ? buffer.getInt(offset) & 0xffffffffL : buffer.getLong(offset);
  }

  @Test
  void shortValueOfTheKernelIsNamed() {
    assertThatThrownBy(() -> Option.SO_COOKIE.decode(MemorySegment.ofArray(new byte[4])))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("SO_COOKIE came with 4 bytes, too few for what it is here");
  }
}
