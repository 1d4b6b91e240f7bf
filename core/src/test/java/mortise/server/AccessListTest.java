package mortise.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import mortise.net.Address;
import mortise.net.Inet;
import mortise.net.Unix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessListTest {
  private static Address host(String text) {
    return Inet.of(text, 1234);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1, 192.0.2.2",
    "192.0.2.1, ::ffff:192.0.2.1, ::192.0.2.1",
    "192.0.2.0/24, 192.0.2.255, 192.0.3.0",
    "192.0.2.77/24, 192.0.2.1, 192.0.1.255",
    "0.0.0.0/0, 8.8.8.8, 2001:db8::1",
    "::/0, 2001:db8::1, 8.8.8.8",
    "::ffff:0:0/96, 8.8.8.8, 2001:db8::1",
    "2001:db8::/32, 2001:db8:ffff::1, 2001:db9::",
    "2001:db8::8000:0:0:0/65, 2001:db8::8000:0:0:1, 2001:db8::1",
    "192.0.2.5-192.0.2.9, 192.0.2.9, 192.0.2.10",
    "192.0.2.200-192.0.3.5, 192.0.3.0, 192.0.3.6",
    "2001:db8::1-2001:db8::ff, 2001:db8::80, 2001:db8::100",
    "10.0-3.*.1-99, 10.3.255.99, 10.4.0.1",
    "10.0-3.*.1-99, 10.0.0.1, 10.0.0.100",
    "127.0.0.8-10/31, 127.0.0.11, 127.0.0.12",
    "127.0.0.8-10/24, 127.0.0.1, 127.0.1.8",
    "10.1-2.9-9.7/12, 10.15.0.0, 10.16.0.0",
    "10.0.0-3.0/0, 203.0.113.1, 2001:db8::1",
    "localhost, 127.0.0.1, 127.0.0.2",
  })
  void ruleHasTheOneAndNotTheOther(String rule, String inside, String outside) throws IOException {
    AccessList allowing = AccessList.ALLOW_ALL.allow(rule);
    assertThat(allowing.permits(host(inside))).isTrue();
    assertThat(allowing.permits(host(outside))).isFalse();
    AccessList denying = AccessList.ALLOW_ALL.deny(rule);
    assertThat(denying.permits(host(inside))).isFalse();
    assertThat(denying.permits(host(outside))).isTrue();
  }

  @Test
  void nobodyIsAllButThoseWhoAreAllowed() throws IOException {
    assertThat(AccessList.DENY_ALL.permits(host("192.0.2.1"))).isFalse();
    AccessList one = AccessList.DENY_ALL.allow("192.0.2.1");
    assertThat(one.permits(host("192.0.2.1"))).isTrue();
    assertThat(one.permits(host("192.0.2.2"))).isFalse();
  }

  @Test
  void denialWins() throws IOException {
    AccessList list = AccessList.ALLOW_ALL.allow("192.0.2.0/24").deny("192.0.2.7");
    assertThat(list.permits(host("192.0.2.6"))).isTrue();
    assertThat(list.permits(host("192.0.2.7"))).isFalse();
    assertThat(list.permits(host("198.51.100.1"))).isFalse();
  }

  @Test
  void peersWithoutAnInternetAddressMayAlways() throws IOException {
    AccessList list = AccessList.ALLOW_ALL.allow("192.0.2.0/24");
    assertThat(list.permits(Unix.UNNAMED)).isTrue();
    assertThat(list.permits(null)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.0/33",
        "2001:db8::/129",
        "192.0.2.0/",
        "/24",
        "192.0.2.9-192.0.2.5",
        "192.0.2.1-2001:db8::1",
        "10.0.0.256",
        "10.0.0.5-3",
        "10.0.0.1-2-3",
        "a b",
        "",
        "127.0.0.010",
        "127.0.0.010/32",
        "127.0.0.1-010",
        "127.0.0.010-127.0.0.012",
        "127.0.0.1-127.0.0.012",
        "0127.*.0.1",
        "127.1",
        "127.1/8",
        "0x7f.1",
        "0x7f000001",
        "017700000001",
        "2130706433",
        "2130706433/32",
        "1.2.3.4.",
        "192.0.2.0/024",
        "192.0.2.0/+24",
        "192.0.2.0/-1",
        "192.0.2.0/٢٤",
        "10.0-3.1.1/33",
        "10.0-3.1.1/024",
        "fe80::1%lo",
        "fe80::%1/64",
        "::ffff:1.2.3.04",
        "1..2.3",
      })
  void ruleThatCannotBeReadIsNamed(String rule) {
    assertThatThrownBy(() -> AccessList.ALLOW_ALL.allow(rule))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("rule \"" + rule + "\" ");
  }

  @Test
  void faultInAFileIsNamedWithItsLine(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("rules"), "# two\n192.0.2.1\n,192.0.2.2\n");
    assertThatThrownBy(() -> AccessList.ALLOW_ALL.allow(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ", line 3: rule \"\" ");
    Files.writeString(file, "no-such-host.invalid");
    assertThatThrownBy(() -> AccessList.ALLOW_ALL.deny(file))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageStartingWith(file + ", line 1: no-such-host.invalid");
  }

  @Test
  void nameWithoutAddressIsNamed() {
    assertThatThrownBy(() -> AccessList.ALLOW_ALL.deny("no-such-host.invalid"))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("no-such-host.invalid");
  }

  @Test
  void fileHasRulesAndComments(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("allow");
    Files.writeString(file, "# offices\n192.0.2.0/24  198.51.100.1 # one\n\n203.0.113.5,::1\n");
    AccessList list = AccessList.ALLOW_ALL.allow(file);
    assertThat(list.permits(host("192.0.2.9"))).isTrue();
    assertThat(list.permits(host("198.51.100.1"))).isTrue();
    assertThat(list.permits(host("203.0.113.5"))).isTrue();
    assertThat(list.permits(host("::1"))).isTrue();
    assertThat(list.permits(host("203.0.113.6"))).isFalse();
  }

  @Test
  void longListsAreAsQuickAsShortOnes() throws IOException {
    String[] rules =
        IntStream.range(0, 20_000)
            .mapToObj(i -> "10." + (i >> 8) + "." + (i & 255) + ".0/24")
            .toArray(String[]::new);
    AccessList list = AccessList.ALLOW_ALL.deny(rules);
    for (int i = 0; i < 100_000; i++) {
      assertThat(list.permits(host("10.1.2." + (i & 255)))).isFalse();
      i += 999;
    }
    assertThat(list.permits(host("11.0.0.1"))).isTrue();
  }
}
