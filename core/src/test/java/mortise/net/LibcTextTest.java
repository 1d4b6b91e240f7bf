package mortise.net;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import mortise.sys.SysSocket;
import mortise.testing.NeedsLinux;
import mortise.testing.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts and ports as text, compared with what the C library of this machine makes of them. */
final class LibcTextTest {
  private static final Linker LINKER = Linker.nativeLinker();

  private static final MethodHandle PTON =
      function("inet_pton", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle ATON =
      function("inet_aton", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));

  private static final List<String> ODD =
      List.of(
          "127.0.0.1",
          "127.0.0.010",
          "127.1",
          "0x7f.1",
          "017700000001",
          "1.2.3.4 ",
          " 1.2.3.4",
          "1.2.3.4\t",
          "1.2.3.4 x",
          "1.2.3.4\nx",
          "1.2.3",
          "256.1.1.1",
          "1.2.3.4.",
          "08.1.1.1",
          "0x",
          "0x.1",
          "1.0x",
          "1..2",
          ".1",
          "",
          ".",
          "00000000001.2.3.4",
          "4294967296",
          "4294967295",
          "0x100000000",
          "0xffffffff",
          "037777777777",
          "040000000000",
          "1.2.3.0x04",
          "+1.2.3.4",
          "-1",
          "1.-2",
          "１.2.3.4",
          "127.0.0.١",
          "1.2.65536",
          "1.2.65535",
          "1.16777216",
          "1.16777215",
          "0X7F.1",
          "1.2.3.4x",
          "1.2.3.4/8",
          "00",
          "0",
          "0.0.0.0",
          "1.2.3.256",
          "::",
          "::1",
          "1::",
          "1::2::3",
          ":::",
          "::1 ",
          " ::1",
          "::1%1",
          "::1%0",
          "::1%lo",
          "::%",
          "fe80::1%lo",
          "fe80::1%1",
          "fe80::1%01",
          "fe80::1%00000000000000001",
          "fe80::1%nosuch",
          "fe80::1%",
          "fe80::1%4294967295",
          "fe80::1%4294967296",
          "fe80::1%+1",
          "fe80::1% 1",
          "fe80::1%0x1",
          "fe80::1%lo%lo",
          "ff02::1%lo",
          "ff01::1%lo",
          "ff12::1%lo",
          "ff05::1%lo",
          "2001:db8::1%lo",
          "febf::1%lo",
          "fec0::1%lo",
          "::ffff:1.2.3.4",
          "::ffff:1.2.3.04",
          "::1.2.3.4",
          "1.2.3.4::",
          "1:2:3:4:5:6:7:8",
          "1:2:3:4:5:6:7",
          "1:2:3:4:5:6:7:8:9",
          "1:2:3:4:5:6:1.2.3.4",
          "1:2:3:4:5:6:7:1.2.3.4",
          "::2:3:4:5:6:7:8",
          "1::3:4:5:6:7:8",
          "1:2:3:4:5:6:7::",
          "1:2:3:4:5:6:7:8::",
          "12345::",
          "g::",
          "1:",
          ":1",
          "1:::2",
          "::1.2.3",
          "::1.2.3.4.5",
          "::1.2.3.4:5",
          "[::1]",
          "::٣");

  @SuppressWarnings("restricted") // the library has no use for it
  private static MethodHandle function(String name, FunctionDescriptor shape) {
    return LINKER.downcallHandle(LINKER.defaultLookup().find(name).orElseThrow(), shape);
  }

  /** inet_pton(3): the bytes in hexadecimal, or null. */
  private static String pton(int family, int size, String text) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment into = arena.allocate(size);
      int result = (int) PTON.invokeExact(family, arena.allocateFrom(text), into);
      return result == 1 ? HexFormat.of().formatHex(into.toArray(JAVA_BYTE)) : null;
    }
  }

  private static String aton(String text) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment into = arena.allocate(4);
      int result = (int) ATON.invokeExact(arena.allocateFrom(text), into);
      return result == 0 ? null : HexFormat.of().formatHex(into.toArray(JAVA_BYTE));
    }
  }

  private static String hex(Inet address) {
    return address == null ? null : HexFormat.of().formatHex(address.bytes());
  }

  private static Inet4 atonOrNull(String text) {
    try {
      return Inet4.aton(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static void compare(String text) {
    try {
      Inet ours = AddressText.inetOrNull(text, 0);
      Inet4 four = ours instanceof Inet4 inet ? inet : null;
      assertThat(hex(four))
          .as("inet_pton(AF_INET, \"%s\")", text)
          .isEqualTo(pton(SysSocket.AF_INET, 4, text));
      if (text.indexOf('%') < 0) {
        Inet6 six = ours instanceof Inet6 inet ? inet : null;
        assertThat(hex(six))
            .as("inet_pton(AF_INET6, \"%s\")", text)
            .isEqualTo(pton(SysSocket.AF_INET6, 16, text));
      }
      assertThat(hex(atonOrNull(text))).as("inet_aton(\"%s\")", text).isEqualTo(aton(text));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  @Test
  void oddHostsAreWhatTheyAreToLibc() {
    ODD.forEach(LibcTextTest::compare);
  }

  @Test
  void randomHostsAreWhatTheyAreToLibc() {
    Seeds.each(30_000, random -> compare(text(random)));
  }

  /** Likely parts in an unlikely order. */
  private static String text(RandomGenerator random) {
    String[] parts = {
      ".",
      ".",
      ".",
      ":",
      ":",
      "::",
      "0",
      "00",
      "1",
      "7",
      "8",
      "9",
      "10",
      "255",
      "256",
      "0x",
      "0X",
      "f",
      "ffff",
      "A",
      "65535",
      "16777216",
      "377",
      "0377",
      "x",
      " ",
      "\t",
      "-",
      "+",
      "1.2.3.4"
    };
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    return text.toString();
  }

  @NeedsLinux("libc's name service")
  @Test
  void scopesAreWhatTheyAreToGetaddrinfo() throws IOException {
    Hints numeric = Hints.of(Family.INET6, Type.STREAM).with(LookupFlags.NUMERICHOST);
    int scopes = 0;
    for (String text : ODD) {
      if (text.indexOf('%') >= 0) {
        Inet theirs;
        try {
          theirs = (Inet) Resolver.getaddrinfo(text, null, numeric).getFirst().address();
          scopes++;
        } catch (UnknownHostException e) {
          theirs = null;
        }
        assertThat(AddressText.inetOrNull(text, 0)).as(text).isEqualTo(theirs);
      }
    }
    assertThat(scopes).isGreaterThan(5);
  }

  @Test
  void looseNumbersAreWhatTheyAreToGetaddrinfo() throws IOException {
    for (String text : List.of("127.1", "0x7f.1", "017700000001", "2130706433")) {
      Address found =
          Resolver.resolve(text, 80, Family.INET, Type.STREAM, Deadline.NEVER).getFirst();
      assertThat(found).as(text).isEqualTo(Inet4.LOOPBACK.withPort(80));
    }
    assertThat(Resolver.resolve("127.0.0.010", 0, Family.INET, Type.STREAM, Deadline.NEVER))
        .containsExactly(Inet.of("127.0.0.8", 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.010",
        "127.1",
        "0x7f.1",
        "017700000001",
        "2130706433",
        "08.1.1.1",
        "a.1",
        "1.2.3.4",
        "1.2.3.4.",
        "0x",
        "a.0x"
      })
  void numberLikeHosts(String text) {
    assertThat(Inet4.isNumberLike(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "a", "1a", "1.a", "0xg", "::1", "localhost", "a.b.c1", "٣", "x0x"})
  void otherHosts(String text) {
    assertThat(Inet4.isNumberLike(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "65536", "65537", "99999", "131152", "4294967296", "4294967376", "18446744073709551616",
        "18446744073709551696", "99999999999999999999999999", "-1", "-0", "-65456", "+80", " 80",
        "\t80", "\u000b80", " +80"
      })
  void portsThatOnlyGlibcTakesAreNoServices(String port) {
    for (Hints hints : List.of(Hints.ANY, Hints.ANY.with(LookupFlags.NUMERICSERV))) {
      assertThatThrownBy(() -> Resolver.getaddrinfo("127.0.0.1", port, hints))
          .isInstanceOf(UnknownHostException.class)
          .hasMessageEndingWith("(EAI_SERVICE)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"80 ", "0x50", "80x", "1e3", "٨٠", "８０", "--1", "+"})
  void portsThatNobodyTakes(String port) {
    assertThatThrownBy(() -> Resolver.getaddrinfo("127.0.0.1", port))
        .isInstanceOf(UnknownHostException.class)
        .isInstanceOf(LookupFailure.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "80", "0080", "65535", "00000000065535", "http"})
  void portsThatAreServices(String port) throws IOException {
    int number = port.equals("http") ? 80 : Integer.parseInt(port);
    Hints hints = Hints.of(Family.INET, Type.STREAM);
    assertThat(Resolver.getaddrinfo("127.0.0.1", port, hints).getFirst().address())
        .isEqualTo(Inet4.LOOPBACK.withPort(number));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "65536",
        "-1",
        "+80",
        " 80",
        "80 ",
        "",
        "٨٠",
        "８０",
        "0x50",
        "4294967376",
        "18446744073709551696",
        "99999999999999999999",
        "8 0",
        "8\u00000"
      })
  void addressesHaveNoSuchPorts(String port) {
    for (String host : List.of("127.0.0.1:", "[::1]:")) {
      assertThatThrownBy(() -> Address.parse(host + port))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("port");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.010:1",
        "127.1:1",
        "0x7f.1:1",
        "017700000001:1",
        "[::1%lo]:1",
        "1.2.3.4 :1"
      })
  void addressesAreInOneFormAlone(String text) {
    assertThatThrownBy(() -> Address.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
