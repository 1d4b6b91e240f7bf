package mortise.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import mortise.testing.Needs;
import mortise.testing.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressTest {
  // ---- tables ----

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:80",
        "0.0.0.0:0",
        "255.255.255.255:65535",
        "[::]:0",
        "[::1]:80",
        "[fe80::1%7]:80",
        "[2001:db8::1:0:0:1]:443",
        "[2001:db8:0:1:1:1:1:1]:443",
        "[::ffff:1.2.3.4]:5",
        "[1:2:3:4:5:6:7:8]:9",
        "[1::]:0",
        "unix:/run/x",
        "unix:relative",
        "unix:@name",
        "unix:@",
        "unix:"
      })
  void canonicalTextComesBack(String text) {
    assertThat(Address.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "'[0:0::1]:80', '[::1]:80'",
    "'[2001:DB8::A]:1', '[2001:db8::a]:1'",
    "'[::FFFF:0102:0304]:1', '[::ffff:1.2.3.4]:1'",
    "'[::1.2.3.4]:1', '[::102:304]:1'",
    "'[1:0:0:2:0:0:0:3]:1', '[1:0:0:2::3]:1'",
    "'[1:0:0:2:3:0:0:4]:1', '[1::2:3:0:0:4]:1'",
    "'[fe80::1%lo]:80', '[fe80::1%1]:80'",
    "'127.0.0.1:00080', '127.0.0.1:80'",
    "/run/x, unix:/run/x",
    "@name, unix:@name"
  })
  void otherTextsMeanTheSame(String text, String canonical) {
    assertThat(Address.parse(text)).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "80",
        "localhost:80",
        "127.0.0.1",
        "127.0.0.1:",
        "127.0.0.1:-1",
        "127.0.0.1:+1",
        "127.0.0.1:65536",
        "127.0.0.1:99999999999999999999",
        "127.0.0.1:0x50",
        "127.0.0.1: 80",
        " 127.0.0.1:80",
        "127.0.0.1:\u0661",
        "\u0661.2.3.4:80",
        "[\uff11::]:80",
        "127.1:80",
        "127.0.0.01:80",
        "1.2.3.256:80",
        "1.2.3.4.5:80",
        "::1:80",
        "[::1]",
        "[::1",
        "::1]:80",
        "[::1]80",
        "[1.2.3.4]:80",
        "[::1%]:80",
        "[::1%no such interface]:80",
        "[1.2.3.4%1]:80",
        "[:::]:80",
        "[1::2::3]:80",
        "[1:2:3:4:5:6:7]:80",
        "[1:2:3:4:5:6:7:8:9]:80",
        "[1:2:3:4:5:6:7::8]:80",
        "[12345::]:80",
        "[::1.2.3]:80",
        "[1.2.3.4::]:80",
        "unix:a\0b",
        "@a\0b"
      })
  void otherTextsAreRefusedByName(String text) {
    assertThatThrownBy(() -> Address.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .isNotBlank();
  }

  @Test
  void refusalSaysWhatIsWrong() {
    assertThatThrownBy(() -> Address.parse("127.0.0.1"))
        .hasMessage("address \"127.0.0.1\" has no port and is not a UNIX path");
    assertThatThrownBy(() -> Address.parse("::1:80"))
        .hasMessage("address \"::1:80\" has an IPv6 host without brackets; write [host]:port");
    assertThatThrownBy(() -> Address.parse("1.2.3.4:70000"))
        .hasMessage("address \"1.2.3.4:70000\" has port \"70000\", which is not in 0..65535");
  }

  // ---- there and back ----

  @Test
  void inet4TextComesBack() {
    Seeds.each(
        2000,
        random -> {
          Inet4 address = inet4(random);
          assertThat(Address.parse(address.toString())).isEqualTo(address);
          assertThat(Inet.of(address.host(), address.port())).isEqualTo(address);
          assertThat(Inet4.of(address.bytes(), address.port())).isEqualTo(address);
          assertThat(Inet.of(address.toJava())).isEqualTo(address);
        });
  }

  @Test
  void inet6TextComesBack() {
    Seeds.each(
        2000,
        random -> {
          Inet6 address = inet6(random);
          assertThat(Address.parse(address.toString())).isEqualTo(address);
          assertThat(Inet.of(address.host(), address.port())).isEqualTo(address);
          assertThat(Inet6.of(address.bytes(), address.port()).withScope(address.scope()))
              .isEqualTo(address);
          if (!address.isMapped() && address.scope() >= 0) {
            assertThat(Inet.of(address.toJava())).isEqualTo(address);
          }
        });
  }

  @Test
  void unixTextComesBack() {
    Seeds.each(
        2000,
        random -> {
          String name = word(random, 1 + random.nextInt(100)).replace('\0', '0');
          Unix path = Unix.of("/" + name);
          assertThat(Address.parse(path.toString())).isEqualTo(path);
          assertThat(Address.parse(path.path().toString())).isEqualTo(Unix.of(path.path()));
          Unix hidden = Unix.ofAbstract(name);
          assertThat(Address.parse(hidden.toString())).isEqualTo(hidden);
          assertThat(hidden).isNotEqualTo(path);
        });
  }

  /** A relative path may begin with what marks an abstract name. */
  @Test
  void pathThatBeginsWithAnAtSignComesBack() {
    Unix path = Unix.of("@name");
    assertThat(path.isAbstract()).isFalse();
    assertThat(Address.parse(path.toString()).equals(Unix.ofAbstract("name"))).isFalse();
  }

  @Test
  void mappedAddressesStayWhatTheyAre() {
    Inet6 mapped = (Inet6) Inet.of("::ffff:1.2.3.4", 5);
    assertThat(mapped.isMapped()).isTrue();
    assertThat(mapped.toJava()).isEqualTo(new InetSocketAddress("1.2.3.4", 5));
    assertThat(((Inet6) Inet.of("::fffe:102:304", 5)).isMapped()).isFalse();
  }

  @Test
  void bytesOfAnotherLengthAreNoHost() {
    for (int length = 0; length < 20; length++) {
      byte[] bytes = new byte[length];
      if (length != 4) {
        assertThatThrownBy(() -> Inet4.of(bytes, 0))
            .hasMessage("an IPv4 host has 4 bytes, not " + bytes.length);
      }
      if (length != 16) {
        assertThatThrownBy(() -> Inet6.of(bytes, 0))
            .hasMessage("an IPv6 host has 16 bytes, not " + bytes.length);
      }
    }
  }

  @Test
  void unixNamesAreBytes() {
    byte[] bytes = {'/', (byte) 0xff, 'x'};
    Unix path = Unix.ofPath(bytes);
    bytes[0] = 0;
    assertThat(path.bytes()).containsExactly('/', 0xff, 'x');
    path.bytes()[0] = 0;
    assertThat(path.bytes()).containsExactly('/', 0xff, 'x');
    assertThat(path).isEqualTo(Unix.ofPath(path.bytes())).hasSameHashCodeAs(path);
    assertThat(Unix.ofAbstract(new byte[] {0, 1}).bytes()).containsExactly(0, 1);
    assertThat(Unix.ofAbstract("").isAbstract()).isTrue();
    assertThat(Unix.UNNAMED.isUnnamed()).isTrue();
    assertThatThrownBy(() -> Unix.of("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Unix.of("a\0")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(Unix.UNNAMED::path).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(Unix.ofAbstract("x")::path).isInstanceOf(IllegalStateException.class);
  }

  // ---- any text at all ----

  @Test
  void parseNeverThrowsAnythingElse() {
    Seeds.each(
        10_000,
        random -> {
          String text = mutated(random);
          try {
            Address address = Address.parse(text);
            assertThat(Address.parse(address.toString())).isEqualTo(address);
          } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
          }
        });
  }

  @Test
  void longTextIsRefusedQuickly() {
    for (String part : List.of(":", "1", "[", "1.", "::", "%", "[1:", "f")) {
      String text = part.repeat(100_000);
      assertThatThrownBy(() -> Address.parse(text)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Address.parse("[" + text + "]:80"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** inet_pton(3) and inet_ntop(3) of the C library, by way of Python. */
  @Test
  void hostsAreThoseOfTheCLibrary(@TempDir Path folder) throws Exception {
    String python = Needs.program("python3").toString();
    Seeds.each(
        1,
        random -> {
          List<String> hosts = new ArrayList<>();
          for (int i = 0; i < 10_000; i++) {
            hosts.add(host(random));
          }
          Path in = folder.resolve("hosts");
          HexFormat hex = HexFormat.of();
          Files.write(in, hosts.stream().map(h -> hex.formatHex(h.getBytes(US_ASCII))).toList());
          Path out = folder.resolve("answers");
          int status =
              new ProcessBuilder(python, "-c", PTON, in.toString(), out.toString())
                  .redirectErrorStream(true)
                  .start()
                  .waitFor();
          assertThat(status).isZero();
          List<String> theirs = Files.readAllLines(out);
          assertThat(theirs).hasSameSizeAs(hosts);
          for (int i = 0; i < hosts.size(); i++) {
            if (!answer(hosts.get(i)).equals(theirs.get(i))) {
              assertThat(answer(hosts.get(i))).isEqualTo(theirs.get(i));
            }
          }
          long hits = theirs.stream().filter(line -> !line.endsWith("- -")).count();
          assertThat(hits).isGreaterThan(1000);
        });
  }

  private static final String PTON =
      """
      import sys, socket
      with open(sys.argv[1]) as lines, open(sys.argv[2], "w") as out:
          for line in lines:
              host = bytes.fromhex(line.strip()).decode("ascii")
              answer = [repr(host)]
              for family in socket.AF_INET, socket.AF_INET6:
                  try:
                      bits = socket.inet_pton(family, host)
                      answer += [bits.hex() + "=" + socket.inet_ntop(family, bits)]
                  except OSError:
                      answer += ["-"]
              print(*answer, file=out)
      """;

  /** The same line as the Python above prints. */
  private static String answer(String host) {
    long four = AddressText.ip4(host);
    byte[] six = AddressText.ip6(host);
    String ip4 = "-";
    String ip6 = "-";
    if (four >= 0) {
      ip4 = "%08x=%s".formatted(four, AddressText.ip4((int) four));
    }
    if (six != null) {
      Inet6 address = Inet6.of(six, 0);
      ip6 = HexFormat.of().formatHex(six) + "=" + libraryText(address);
    }
    return "'" + host + "' " + ip4 + " " + ip6;
  }

  /** glibc writes the old "IPv4-compatible" addresses dotted, which RFC 5952 does not ask for. */
  private static String libraryText(Inet6 address) {
    boolean compatible = address.high() == 0 && address.low() >>> 32 == 0;
    return compatible && address.low() >>> 16 != 0
        ? "::" + AddressText.ip4((int) address.low())
        : address.host();
  }

  // ---- what to try ----

  private static Inet4 inet4(RandomGenerator random) {
    return new Inet4(random.nextInt() & random.nextInt(), random.nextInt(0x10000));
  }

  private static Inet6 inet6(RandomGenerator random) {
    long high = zeroed(random);
    long low = random.nextInt(8) == 0 ? 0xffff00000000L | random.nextInt() : zeroed(random);
    int scope = random.nextBoolean() ? 0 : random.nextInt();
    return new Inet6(high, low, random.nextInt(0x10000), 0, scope);
  }

  /** Four groups of which many are zero. */
  private static long zeroed(RandomGenerator random) {
    long bits = 0;
    for (int i = 0; i < 4; i++) {
      int group = random.nextInt(0x10000) >>> 4 * random.nextInt(4);
      bits = bits << 16 | (random.nextBoolean() ? 0 : group);
    }
    return bits;
  }

  /** A host in ASCII without quotes, right or nearly so. */
  private static String host(RandomGenerator random) {
    String text =
        switch (random.nextInt(4)) {
          case 0 -> inet4(random).host();
          case 1 -> inet6(random).withScope(0).host();
          case 2 -> spelled(random);
          default -> "";
        };
    return edited(text, "0123456789abcdefABCDEFgG:.::..xX%/ -+[]", random.nextInt(4), random);
  }

  /** Groups in other spellings: upper case, zeros in front, a dotted end, "::" anywhere. */
  private static String spelled(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    int groups = random.nextInt(1, 9);
    for (int i = 0; i < groups; i++) {
      String group = "%0" + random.nextInt(1, 5) + (random.nextBoolean() ? "x" : "X");
      text.append(i == 0 ? "" : random.nextInt(5) == 0 ? "::" : ":");
      text.append(group.formatted(random.nextInt(0x10000) >>> 4 * random.nextInt(4)));
    }
    return random.nextInt(3) == 0 ? text + ":" + inet4(random).host() : text.toString();
  }

  private static String mutated(RandomGenerator random) {
    String text =
        switch (random.nextInt(6)) {
          case 0 -> inet4(random).toString();
          case 1 -> inet6(random).toString();
          case 2 -> "[" + spelled(random) + "]:" + random.nextInt(100_000);
          case 3 -> "unix:" + word(random, 5);
          case 4 -> word(random, random.nextInt(12));
          default -> host(random) + ":" + random.nextInt(100_000);
        };
    String letters = "0123456789abf:.[]%@/ux \0\ud800\udc00\u0661\uff11\u00e9";
    return edited(text, letters, random.nextInt(5), random);
  }

  private static String word(RandomGenerator random, int length) {
    return edited("", "abz/.@:%[] \u00e9\u4e2d~", length, random);
  }

  private static String edited(String text, String letters, int edits, RandomGenerator random) {
    StringBuilder edited = new StringBuilder(text);
    for (int i = 0; i < edits; i++) {
      int at = random.nextInt(edited.length() + 1);
      char letter = letters.charAt(random.nextInt(letters.length()));
      if (at == edited.length() || random.nextInt(3) == 0) {
        edited.insert(at, letter);
      } else if (random.nextBoolean()) {
        edited.setCharAt(at, letter);
      } else {
        edited.deleteCharAt(at);
      }
    }
    return edited.toString();
  }
}
