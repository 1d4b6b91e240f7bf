package mortise.proxy;

import static mortise.proxy.CodecCases.hex;
import static mortise.proxy.CodecCases.roundTrip;
import static mortise.proxy.CodecCases.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import mortise.net.Address;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Inet6;
import mortise.net.Unix;
import mortise.net.Vsock;
import mortise.proxy.ProxyHeader.Command;
import mortise.proxy.ProxyHeader.Transport;
import mortise.testing.Seeds;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The PROXY protocol's bytes, both versions. */
final class ProxyHeaderTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
  private static final Inet CLIENT = Inet.of("192.168.0.11", 56324);
  private static final Inet SERVER = Inet.of("192.168.0.12", 443);
  private static final ProxyHeader TCP4 = ProxyHeader.of(CLIENT, SERVER);
  private static final ProxyHeader TCP6 =
      ProxyHeader.of(Inet.of("2001:db8::1", 1), Inet.of("2001:db8::2", 65535));

  private static byte[] line(String text) {
    return Octets.latin(text + "\r\n");
  }

  /** The example of proxy-protocol.txt section 2.1. */
  @Test
  void version1IsALineOfText() throws ProtocolException {
    byte[] line = line("PROXY TCP4 192.168.0.11 192.168.0.12 56324 443");
    assertThat(TCP4.encode1()).isEqualTo(line);
    roundTrip(ProxyHeader::decode, TCP4, line);
    byte[] six = line("PROXY TCP6 2001:db8::1 2001:db8::2 1 65535");
    assertThat(TCP6.encode1()).isEqualTo(six);
    roundTrip(ProxyHeader::decode, TCP6, six);
  }

  @Test
  void unknownOfVersion1HasNoAddressesWhateverItSays() throws ProtocolException {
    assertThat(ProxyHeader.unknown().encode1()).isEqualTo(line("PROXY UNKNOWN"));
    assertThat(ProxyHeader.local().encode1()).isEqualTo(line("PROXY UNKNOWN"));
    roundTrip(ProxyHeader::decode, ProxyHeader.unknown(), line("PROXY UNKNOWN"));
    String full = "ffff:f...f:ffff ffff:f...f:ffff 65535 65535";
    roundTrip(ProxyHeader::decode, ProxyHeader.unknown(), line("PROXY UNKNOWN " + full));
  }

  @Test
  void lineOfVersion1EndsWithin107Bytes() throws ProtocolException {
    String spaces = "PROXY UNKNOWN" + " ".repeat(107 - 15);
    assertThat(whole(ProxyHeader::decode, line(spaces))).isEqualTo(ProxyHeader.unknown());
    assertThatThrownBy(() -> ProxyHeader.decode(ByteBuffer.wrap(line(spaces + " "))))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("expected the end of the PROXY line within 107 bytes but was");
    String longest = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
    ProxyHeader long6 = ProxyHeader.of(Inet.of(longest, 65535), Inet.of(longest, 65535));
    roundTrip(ProxyHeader::decode, long6, long6.encode1());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 1 65536\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 01 2\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 -1 2\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 1\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 1 2 3\r\n",
        "PROXY TCP4  1.2.3.4 5.6.7.8 1 2\r\n",
        "PROXY TCP4 ::1 ::1 1 2\r\n",
        "PROXY TCP6 1.2.3.4 5.6.7.8 1 2\r\n",
        "PROXY TCP6 fe80::1%1 ::1 1 2\r\n",
        "PROXY TCP4 localhost 5.6.7.8 1 2\r\n",
        "PROXY UDP4 1.2.3.4 5.6.7.8 1 2\r\n",
        "PROXY UNKNOWNS\r\n",
        "PROXY UNKNOWN\n",
        "PROXY UNKNOWN\rX",
        "proxy UNKNOWN\r\n",
        "\r\n\r\nPROXY UNKNOWN\r\n",
        "\0"
      })
  void wrongBytesAreRefusedInOneSentence(String text) {
    assertThatThrownBy(() -> ProxyHeader.decode(ByteBuffer.wrap(Octets.latin(text))))
        .isInstanceOf(ProtocolException.class)
        .hasMessageMatching("expected .* but was .*");
  }

  @Test
  void version2HasAddressesInBytes() throws ProtocolException {
    byte[] four =
        hex(
            SIGNATURE
                + """
                21          # version 2, PROXY
                11          # TCP over IPv4
                000c        # 12 bytes follow
                c0a8000b    # source
                c0a8000c    # destination
                dc04 01bb   # their ports
                """);
    assertThat(TCP4.encode2()).isEqualTo(four);
    roundTrip(ProxyHeader::decode, TCP4, four);
    byte[] six =
        hex(
            SIGNATURE
                + """
                21 21 0024
                20010db8000000000000000000000001
                20010db8000000000000000000000002
                0001 ffff
                """);
    assertThat(TCP6.encode2()).isEqualTo(six);
    roundTrip(ProxyHeader::decode, TCP6, six);
  }

  @Test
  void version2HasUnixPaths() throws ProtocolException {
    ProxyHeader unix = ProxyHeader.of(Unix.of("/run/a"), Unix.ofAbstract("b"));
    byte[] bytes =
        hex(
            SIGNATURE
                + "21 31 00d8"
                + "2f72756e2f61"
                + "00".repeat(102)
                + "0062"
                + "00".repeat(106));
    assertThat(unix.encode2()).isEqualTo(bytes);
    roundTrip(ProxyHeader::decode, unix, bytes);
    ProxyHeader longest = ProxyHeader.of(Unix.of("/" + "x".repeat(107)), Unix.UNNAMED);
    roundTrip(ProxyHeader::decode, longest, longest.encode2());
    assertThat(ProxyHeader.of(Unix.of("/" + "x".repeat(108)), Unix.UNNAMED))
        .isEqualTo(ProxyHeader.unknown());
  }

  @Test
  void whatHasNoPlaceIsUnknown() {
    assertThat(ProxyHeader.of(new Vsock(2, 1024), new Vsock(2, 1025)))
        .isEqualTo(ProxyHeader.unknown());
    assertThat(ProxyHeader.of(CLIENT, Unix.UNNAMED)).isEqualTo(ProxyHeader.unknown());
  }

  @Test
  void mixtureOfFamiliesIsMapped() {
    ProxyHeader mixed = ProxyHeader.of(CLIENT, Inet.of("::1", 80));
    assertThat(mixed.source()).contains(Inet.of("::ffff:192.168.0.11", 56324));
    assertThat(mixed.transport()).isEqualTo(Transport.TCP6);
  }

  @Test
  void addressesThatDoNotFitTheTransportAreRefused() {
    assertThatThrownBy(() ->
            new ProxyHeader(
                Command.PROXY, Transport.TCP6, Optional.of(CLIENT), Optional.of(SERVER), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("source 192.168.0.11:56324 does not fit TCP6");
  }

  @Test
  void localAndUnspecifiedHaveNoAddresses() throws ProtocolException {
    byte[] local = hex(SIGNATURE + "20 00 0000");
    assertThat(ProxyHeader.local().encode2()).isEqualTo(local);
    roundTrip(ProxyHeader::decode, ProxyHeader.local(), local);
    roundTrip(ProxyHeader::decode, ProxyHeader.unknown(), hex(SIGNATURE + "21 00 0000"));
    // Whatever is told of addresses is to be skipped then.
    byte[] skipped = hex(SIGNATURE + "20 11 000f c0a8000b c0a8000c dc04 01bb 040000");
    assertThat(whole(ProxyHeader::decode, skipped))
        .isEqualTo(ProxyHeader.local().with(List.of(new Tlv.NoOp(0))));
    assertThat(whole(ProxyHeader::decode, hex(SIGNATURE + "20 00 0003 ffffff")))
        .isEqualTo(ProxyHeader.local());
    assertThat(whole(ProxyHeader::decode, hex(SIGNATURE + "21 10 0003 ffffff")))
        .isEqualTo(ProxyHeader.unknown());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "11 11 000c", // version 1 in bytes
        "22 11 000c", // command 2
        "21 41 000c", // family 4
        "21 13 000c", // transport 3
        "21 11 000b", // too short for the addresses
        "21 21 000c",
        "21 11 000e c0a8000b c0a8000c dc04 01bb 0400", // half a TLV
        "21 11 000f c0a8000b c0a8000c dc04 01bb 040001", // a TLV that leaves the header
        "21 11 0012 c0a8000b c0a8000c dc04 01bb 030003 000000", // a short sum
        "21 11 0013 c0a8000b c0a8000c dc04 01bb 200004 01000000" // a short SSL
      })
  void wrongVersion2IsRefused(String rest) {
    assertThatThrownBy(() -> ProxyHeader.decode(ByteBuffer.wrap(hex(SIGNATURE + rest))))
        .isInstanceOf(ProtocolException.class)
        .hasMessageMatching("expected .* but was .*");
  }

  @Test
  void tlvsComeBack() throws ProtocolException {
    Tlv.Ssl ssl =
        new Tlv.Ssl(
            Tlv.Ssl.OVER_TLS | Tlv.Ssl.CERTIFICATE_NOW,
            0,
            List.of(
                Tlv.Raw.text(0x21, "TLSv1.3"), Tlv.Raw.text(0x22, "Zoë"), Tlv.Raw.text(0x23, "X")));
    List<Tlv> all =
        List.of(
            new Tlv.Alpn("h2"),
            new Tlv.Authority("example.org"),
            new Tlv.NoOp(3),
            new Tlv.UniqueId(new byte[128]),
            ssl,
            new Tlv.Netns("blue"),
            new Tlv.Raw(0xe0, new byte[] {1, 2}));
    ProxyHeader header = TCP4.with(all);
    roundTrip(ProxyHeader::decode, header, header.encode2());
    assertThat(header.tlv(Tlv.Ssl.class).flatMap(Tlv.Ssl::version)).contains("TLSv1.3");
    assertThat(ssl.commonName()).contains("Zoë");
    assertThat(ssl.cipher()).contains("X");
    assertThat(header.tlv(Tlv.Crc32c.class)).isEmpty();
  }

  @Test
  void bytesOfTlvsAreThoseOfTheSpecification() {
    byte[] bytes = TCP4.with(List.of(new Tlv.Alpn("h2"), new Tlv.Ssl(1, 0, List.of()))).encode2();
    assertThat(hex(bytes)).endsWith("01bb" + "010002" + "6832" + "200005" + "01" + "00000000");
  }

  /** The sum comes from the JDK, and is compared with one that is reckoned bit by bit. */
  @Test
  void sumIsReckonedAndChecked() throws ProtocolException {
    byte[] bytes = TCP4.with(List.of(Tlv.Crc32c.RECKONED, new Tlv.NoOp(1))).encode2();
    ProxyHeader back = whole(ProxyHeader::decode, bytes);
    int sum = back.tlv(Tlv.Crc32c.class).orElseThrow().sum();
    assertThat(sum).isEqualTo(slowSum(bytes, 28 + 3));
    for (int i = 16; i < 28; i++) {
      byte[] wrong = bytes.clone();
      wrong[i] ^= 1;
      assertThatThrownBy(() -> whole(ProxyHeader::decode, wrong))
          .as("byte " + i)
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("CRC32c");
    }
  }

  /** RFC 3720 appendix B.4: the reflected polynomial 0x82f63b78, a bit at a time. */
  private static int slowSum(byte[] bytes, int place) {
    int sum = -1;
    for (int i = 0; i < bytes.length; i++) {
      sum ^= i >= place && i < place + 4 ? 0 : bytes[i] & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        sum = sum >>> 1 ^ ((sum & 1) == 0 ? 0 : 0x82f63b78);
      }
    }
    return ~sum;
  }

  @Test
  void longestHeaderIsTakenAndALongerOneNotMade() throws ProtocolException {
    ProxyHeader longest = TCP4.with(List.of(new Tlv.NoOp(65535 - 12 - 3)));
    assertThat(longest.encode2()).hasSize(16 + 65535);
    assertThat(whole(ProxyHeader::decode, longest.encode2())).isEqualTo(longest);
    ProxyHeader longer = TCP4.with(List.of(new Tlv.NoOp(65535 - 12 - 2)));
    assertThatThrownBy(longer::encode2)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("addresses and TLVs of 65536 bytes are more than 65535");
  }

  @Test
  void mutatedHeadersNeverDoAnythingElse() {
    List<Tlv> tlvs =
        List.of(Tlv.Crc32c.RECKONED, new Tlv.Ssl(1, 0, List.of(Tlv.Raw.text(0x21, "x"))));
    List<byte[]> seeds =
        List.of(TCP4.encode1(), TCP6.encode1(), TCP6.with(tlvs).encode2(), TCP4.encode2());
    Seeds.each(
        5_000,
        random ->
            CodecCases.survives(
                ProxyHeader::decode,
                CodecCases.mutated(seeds.get(random.nextInt(seeds.size())), random)));
  }

  @Property
  void anyBytesNeverDoAnythingElse(@ForAll byte[] bytes) {
    CodecCases.survives(ProxyHeader::decode, bytes);
    byte[] signed = hex(SIGNATURE + "21");
    byte[] all = Arrays.copyOf(signed, signed.length + bytes.length);
    System.arraycopy(bytes, 0, all, signed.length, bytes.length);
    CodecCases.survives(ProxyHeader::decode, all);
  }

  @Property
  void anyAddressesComeBack(@ForAll int a, @ForAll int b, @ForAll byte[] raw) throws Exception {
    Address source = new Inet4(a, b & 0xffff);
    Address destination = new Inet6(((long) a << 32) | b, b, a & 0xffff, 0, 0);
    ProxyHeader header = ProxyHeader.of(source, destination);
    header = header.with(Collections.nCopies(2, new Tlv.Raw(0xe1, raw)));
    roundTrip(ProxyHeader::decode, header.with(List.of()), header.encode1());
    roundTrip(ProxyHeader::decode, header, header.encode2());
  }
}
