package mortise.proxy;

import static mortise.proxy.CodecCases.hex;
import static mortise.proxy.CodecCases.roundTrip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import mortise.net.Inet4;
import mortise.testing.Seeds;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The bytes of SOCKS4, 4a and 5. */
final class SocksCodecTest {
  private static final Target NUMERIC = new Target("66.102.7.99", 80);
  private static final Target NAMED = new Target("example.com", 443);
  private static final Target SIX = new Target("2001:db8::1", 65535);

  private static final List<Consumer<byte[]>> ALL =
      List.of(
          survivor(Socks4.Request::decode),
          survivor(Socks4.Reply::decode),
          survivor(Socks5.Greeting::decode),
          survivor(Socks5.Choice::decode),
          survivor(Socks5.Request::decode),
          survivor(Socks5.Reply::decode),
          survivor(Socks5Login.Request::decode),
          survivor(Socks5Login.Reply::decode));

  private static <T> Consumer<byte[]> survivor(Decoder<T> decoder) {
    return bytes -> CodecCases.survives(decoder, bytes);
  }

  private static <T> void refused(Decoder<T> decoder, String bytes, String message) {
    assertThatThrownBy(() -> decoder.decode(ByteBuffer.wrap(hex(bytes))))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(message);
  }

  @Test
  void socks4RequestHasAddressAndUser() throws ProtocolException {
    Socks4.Request request = new Socks4.Request(SocksCommand.CONNECT, NUMERIC, "Fred");
    byte[] bytes = hex("04 01 0050 42660763 46726564 00");
    assertThat(request.encode()).isEqualTo(bytes);
    roundTrip(Socks4.Request::decode, request, bytes);
  }

  @Test
  void socks4aRequestHasNameBehindTheUser() throws ProtocolException {
    Socks4.Request request = new Socks4.Request(SocksCommand.BIND, NAMED, "");
    byte[] bytes = hex("04 02 01bb 00000001 00 6578616d706c652e636f6d 00");
    assertThat(request.encode()).isEqualTo(bytes);
    roundTrip(Socks4.Request::decode, request, bytes);
    roundTrip(
        Socks4.Request::decode,
        new Socks4.Request(SocksCommand.CONNECT, SIX, "x"),
        new Socks4.Request(SocksCommand.CONNECT, SIX, "x").encode());
    Target looksLikeName = new Target("0.0.0.7", 1);
    Socks4.Request odd = new Socks4.Request(SocksCommand.CONNECT, looksLikeName, "");
    roundTrip(Socks4.Request::decode, odd, odd.encode());
  }

  @Test
  void socks4ReplyHasCodeAndAddress() throws ProtocolException {
    Socks4.Reply reply = new Socks4.Reply(90, new Inet4(0x01020304, 0x0506));
    assertThat(reply.encode()).isEqualTo(hex("00 5a 0506 01020304"));
    roundTrip(Socks4.Reply::decode, reply, reply.encode());
    assertThat(Socks4.reason(91)).isEqualTo("request rejected or failed");
  }

  @Test
  void wrongSocks4IsRefused() {
    refused(Socks4.Request::decode, "05", "expected SOCKS version 4 but was 5");
    refused(Socks4.Request::decode, "04 03", "expected a SOCKS command from 1 to 3 but was 3");
    refused(
        Socks4.Request::decode,
        "04 01 0050 01020304" + "61".repeat(256),
        "expected a user of at most 255 bytes but was \"" + "a".repeat(32) + "\"...");
    refused(
        Socks4.Request::decode,
        "04 01 0050 00000001 00 612062 00",
        "expected a host but was \"a b\"");
    refused(Socks4.Reply::decode, "04", "expected a SOCKS4 reply, which begins with 0, but was 4");
  }

  @Test
  void socks5GreetingHasMethods() throws ProtocolException {
    Socks5.Greeting greeting = new Socks5.Greeting(List.of(0, 2, 255));
    assertThat(greeting.encode()).isEqualTo(hex("05 03 00 02 ff"));
    roundTrip(Socks5.Greeting::decode, greeting, greeting.encode());
    roundTrip(Socks5.Choice::decode, new Socks5.Choice(255), hex("05 ff"));
    roundTrip(Socks5.Greeting::decode, new Socks5.Greeting(List.of()), hex("05 00"));
  }

  @Test
  void socks5RequestHasThreeKindsOfAddresses() throws ProtocolException {
    Socks5.Request four = new Socks5.Request(SocksCommand.CONNECT, NUMERIC);
    assertThat(four.encode()).isEqualTo(hex("05 01 00 01 42660763 0050"));
    roundTrip(Socks5.Request::decode, four, four.encode());
    Socks5.Request named = new Socks5.Request(SocksCommand.BIND, NAMED);
    assertThat(named.encode()).isEqualTo(hex("05 02 00 03 0b 6578616d706c652e636f6d 01bb"));
    roundTrip(Socks5.Request::decode, named, named.encode());
    Socks5.Request six = new Socks5.Request(SocksCommand.UDP_ASSOCIATE, SIX);
    assertThat(six.encode()).isEqualTo(hex("05 03 00 04 20010db8000000000000000000000001 ffff"));
    roundTrip(Socks5.Request::decode, six, six.encode());
    Socks5.Request longest =
        new Socks5.Request(SocksCommand.CONNECT, new Target("x".repeat(255), 1));
    roundTrip(Socks5.Request::decode, longest, longest.encode());
  }

  @Test
  void scopeOfALinkLocalAddressIsNotSent() {
    assertThat(new Socks5.Request(SocksCommand.CONNECT, new Target("fe80::1%3", 1)).encode())
        .isEqualTo(hex("05 01 00 04 fe800000000000000000000000000001 0001"));
  }

  @Test
  void wrongSocks5IsRefused() {
    refused(Socks5.Request::decode, "04", "expected SOCKS version 5 but was 4");
    refused(
        Socks5.Request::decode,
        "05 09 00 01 01020304 0050",
        "expected a SOCKS command from 1 to 3 but was 9");
    refused(
        Socks5.Request::decode,
        "05 01 00 02 01",
        "expected a SOCKS5 address of type 1, 3 or 4 but was 2");
    refused(Socks5.Request::decode, "05 01 00 03 00 0050", "expected a host but was \"\"");
    refused(
        Socks5.Request::decode, "05 01 00 03 02 6100 0050", "expected a host but was \"a\\x00\"");
  }

  @Test
  void replyWithANameThatIsNoneHasNoAddress() throws ProtocolException {
    Target nowhere = new Target("0.0.0.0", 80);
    roundTrip(Socks5.Reply::decode, new Socks5.Reply(0, nowhere), hex("05 00 00 03 00 0050"));
    roundTrip(
        Socks5.Reply::decode, new Socks5.Reply(0, nowhere), hex("05 00 00 03 03 200041 0050"));
    assertThat(CodecCases.whole(Socks5.Reply::decode, hex("05 05 00 00")).code()).isEqualTo(5);
    refused(
        Socks5.Reply::decode,
        "05 00 00 00 00",
        "expected a SOCKS5 address of type 1, 3 or 4 but was 0");
  }

  @Test
  void socks5ReplyHasCodeAndAddress() throws ProtocolException {
    Socks5.Reply reply = new Socks5.Reply(0, NUMERIC);
    assertThat(reply.encode()).isEqualTo(hex("05 00 00 01 42660763 0050"));
    roundTrip(Socks5.Reply::decode, reply, reply.encode());
    assertThat(Socks5.reason(2)).isEqualTo("connection not allowed by ruleset");
    assertThat(Socks5.reason(99)).isEqualTo("unknown reply");
  }

  @Test
  void loginHasUserAndPassword() throws ProtocolException {
    Socks5Login.Request login = new Socks5Login.Request(new Login("me", "pä"));
    assertThat(login.encode()).isEqualTo(hex("01 02 6d65 03 70c3a4"));
    roundTrip(Socks5Login.Request::decode, login, login.encode());
    roundTrip(Socks5Login.Reply::decode, new Socks5Login.Reply(1), hex("01 01"));
    refused(Socks5Login.Request::decode, "01 00", "expected a user of 1 to 255 bytes but was 0");
    assertThatThrownBy(() -> new Socks5Login.Request(new Login("me", "x".repeat(256))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a password of 256 bytes is not of 1 to 255, as SOCKS5 has it");
    assertThat(login.toString()).doesNotContain("pä");
  }

  @Test
  void datagramHasItsOtherEnd() throws ProtocolException {
    SocksDatagram datagram = new SocksDatagram(NUMERIC, new byte[] {7, 8});
    assertThat(datagram.encode()).isEqualTo(hex("0000 00 01 42660763 0050 0708"));
    assertThat(SocksDatagram.decode(ByteBuffer.wrap(datagram.encode()))).isEqualTo(datagram);
    for (int cut = 0; cut < 10; cut++) {
      ByteBuffer part = ByteBuffer.wrap(datagram.encode(), 0, cut);
      assertThatThrownBy(() -> SocksDatagram.decode(part)).isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void fragmentsAreRefused() {
    assertThatThrownBy(
            () -> SocksDatagram.decode(ByteBuffer.wrap(hex("0000 81 01 42660763 0050 07"))))
        .hasMessage("expected a SOCKS5 datagram in one piece, fragment 0, but was 129");
  }

  @Test
  void mutatedMessagesNeverDoAnythingElse() {
    List<byte[]> messages =
        List.of(
            new Socks4.Request(SocksCommand.BIND, NAMED, "me").encode(),
            new Socks5.Greeting(List.of(0, 2)).encode(),
            new Socks5.Request(SocksCommand.CONNECT, NAMED).encode(),
            new Socks5.Reply(0, SIX).encode(),
            new Socks5Login.Request(new Login("me", "you")).encode());
    Seeds.each(
        5_000,
        random -> {
          byte[] message = messages.get(random.nextInt(messages.size()));
          byte[] mutated = CodecCases.mutated(message, random);
          ALL.forEach(decoder -> decoder.accept(mutated));
        });
  }

  @Property
  void anyBytesNeverDoAnythingElse(@ForAll byte[] bytes, @ForAll byte first) {
    ALL.forEach(decoder -> decoder.accept(bytes));
    if (bytes.length > 0) {
      bytes[0] = (byte) (4 + (first & 1));
      ALL.forEach(decoder -> decoder.accept(bytes));
    }
  }

  /** Its replacements had more bytes than a login may have, and the server failed by itself. */
  @Test
  void loginThatIsNoUtf8IsTheClientsFault() {
    byte[] login = new byte[3 + 1 + 255];
    Arrays.fill(login, (byte) 0xFF);
    login[0] = 1;
    login[1] = 1;
    login[2] = 'u';
    assertThatThrownBy(() -> Socks5Login.Request.decode(ByteBuffer.wrap(login)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("expected a password in UTF-8 but was \"\\xff");
  }

  @Test
  void targetsAreReadAndWritten() {
    assertThat(Target.parse("[::1]:80")).isEqualTo(new Target("::1", 80)).hasToString("[::1]:80");
    assertThat(Target.parse("host", 3128)).isEqualTo(new Target("host", 3128));
    for (String wrong :
        List.of(
            "host", "::1:80", "[x]:1", "h:65536", "h:-1", "", ":1", "a b:1", "[::1]", "h:1:2")) {
      assertThatThrownBy(() -> Target.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void hopsAreReadAndWritten() {
    ProxyHop hop = ProxyHop.parse("socks5h://me%40home:p%3aw@[::1]:99/");
    assertThat(hop.kind()).isEqualTo(ProxyHop.Kind.SOCKS5);
    assertThat(hop.address()).isEqualTo(new Target("::1", 99));
    assertThat(hop.login()).contains(new Login("me@home", "p:w"));
    assertThat(hop.resolvesHere()).isFalse();
    assertThat(hop).hasToString("socks5://[::1]:99");
    assertThat(ProxyHop.parse("socks5://h").resolvesHere()).isTrue();
    assertThat(ProxyHop.parse("http://h").address().port()).isEqualTo(3128);
    assertThat(ProxyHop.parse("socks4://h").resolvesHere()).isTrue();
    assertThatThrownBy(() -> ProxyHop.parse("ftp://h"))
        .hasMessage("proxy kind \"ftp\" is not socks4, socks4a, socks5, socks5h or http");
    assertThatThrownBy(() -> ProxyHop.parse("http://a:se%zz@h"))
        .hasMessageNotContaining("zz")
        .isInstanceOf(IllegalArgumentException.class);
  }
}
